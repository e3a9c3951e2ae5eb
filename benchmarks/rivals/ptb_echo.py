"""python-telegram-bot as its manual sets it up: an application with a webhook of its own, and a handler that sends the text back.

Run by `ptb.py` in an environment of its own: `ptb_echo.py TOKEN API PORT PATH SECRET`.
"""

from __future__ import annotations

import logging
import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


async def send_back(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """The echo of the library's own examples."""
    await update.message.reply_text(update.message.text)


def main() -> None:
    """Serve until stopped."""
    token, api, port, path, secret = sys.argv[1:]
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # One update at a time, as it comes, it would answer sixteen a second of a Telegram that takes 60 ms; its manual has this for that.
    application = ApplicationBuilder().token(token).base_url(f"{api}/bot").concurrent_updates(True).build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, send_back))
    where = f"http://127.0.0.1:{port}/{path}"
    application.run_webhook("127.0.0.1", int(port), path, webhook_url=where, secret_token=secret)


if __name__ == "__main__":
    main()
