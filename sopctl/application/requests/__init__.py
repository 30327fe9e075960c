"""Change requests (ใบคำขอดำเนินการเอกสาร), from the asking to the form."""
