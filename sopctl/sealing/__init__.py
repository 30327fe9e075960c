"""Certificates, seals and timestamps: what makes a copy provably the library's own."""
