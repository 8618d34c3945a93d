#!/usr/bin/env python3
"""Makes encrypted tokens and tells the secrets that opening them brings to light, masked.

usage: wiping-tokens.py > tokens.json

A test opens them, then looks for the secrets in its own memory; so they are written xor 0xA5 on every byte, lest the
file be found. Needs the package jwcrypto (PyPI).
"""
import base64
import json
import sys

from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto import jwe, jwk

MASK = 0xA5
CONTENT = "what is inside"


def masked(octets):
    return base64.urlsafe_b64encode(bytes(octet ^ MASK for octet in octets)).rstrip(b"=").decode()


def made(algorithm, encryption, key):
    token = jwe.JWE(CONTENT.encode(), protected=json.dumps({"alg": algorithm, "enc": encryption}))
    token.add_recipient(key)
    secrets = [token.cek]
    if algorithm.startswith("ECDH-ES"):
        sender = jwk.JWK(**token.jose_header["epk"])
        if key["kty"] == "EC":
            secrets.append(key.get_op_key("unwrapKey").exchange(ec.ECDH(), sender.get_op_key("wrapKey")))
        else:
            secrets.append(key.get_op_key("unwrapKey").exchange(sender.get_op_key("wrapKey")))
    return {"name": f"{algorithm} {encryption}", "key": json.loads(key.export()),
            "jwe": token.serialize(compact=True), "secrets": [masked(secret) for secret in secrets]}


def main():
    tokens = [made("RSA-OAEP-256", "A256GCM", jwk.JWK.generate(kty="RSA", size=2048))]
    for bits, cipher in ((128, "A128CBC-HS256"), (192, "A192CBC-HS384"), (256, "A256CBC-HS512")):
        tokens.append(made(f"A{bits}KW", cipher, jwk.JWK.generate(kty="oct", size=bits)))
        tokens.append(made(f"A{bits}GCMKW", f"A{bits}GCM", jwk.JWK.generate(kty="oct", size=bits)))
    for kty, curve in (("EC", "P-256"), ("EC", "P-521"), ("OKP", "X25519"), ("OKP", "X448")):
        tokens.append(made("ECDH-ES", "A256GCM", jwk.JWK.generate(kty=kty, crv=curve)))
        tokens.append(made("ECDH-ES+A256KW", "A256CBC-HS512", jwk.JWK.generate(kty=kty, crv=curve)))
    json.dump({"content": CONTENT, "vectors": tokens}, sys.stdout, indent=0)
    print()


main()
