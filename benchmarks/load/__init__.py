"""What benchmarks under load are made of: the product as a process of its own, Telegram, people who write, and the arithmetic."""
