"""Adapters that carry messages out: mail by SMTP, and the LINE Messaging API."""
