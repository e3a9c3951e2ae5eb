"""The practice's own pages: the patient's chat, the secure link, the demo mailbox and the staff desk."""
