-- The key that content keys of encrypted images are wrapped for: a SubjectPublicKeyInfo of P-256, another one than that
-- of the certificate. Devices from before there was one have none.
ALTER TABLE identity ADD COLUMN encryption_key BLOB CHECK (encryption_key IS NULL OR length(encryption_key) = 91);
