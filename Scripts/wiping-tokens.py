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
    name = " ".join([algorithm, encryption, *([key["crv"]] if algorithm.startswith("ECDH-ES") else [])])
    return {"name": name, "key": json.loads(key.export()),
            "jwe": token.serialize(compact=True), "secrets": [masked(secret) for secret in secrets]}


def pair(algorithm, encryption, **options):
    """A token to have all functions called once, of which nothing is told, and one to look after."""
    first, second = (made(algorithm, encryption, jwk.JWK.generate(**options)) for _ in range(2))
    del first["secrets"]
    return [first, second]


def main():
    tokens = pair("RSA-OAEP-256", "A256GCM", kty="RSA", size=2048)
    for bits, cipher in ((128, "A128CBC-HS256"), (192, "A192CBC-HS384"), (256, "A256CBC-HS512")):
        tokens += pair(f"A{bits}KW", cipher, kty="oct", size=bits)
        tokens += pair(f"A{bits}GCMKW", f"A{bits}GCM", kty="oct", size=bits)
    for kty, curve in (("EC", "P-256"), ("EC", "P-521"), ("OKP", "X25519"), ("OKP", "X448")):
        tokens += pair("ECDH-ES", "A256GCM", kty=kty, crv=curve)
        tokens += pair("ECDH-ES+A256KW", "A256CBC-HS512", kty=kty, crv=curve)
    json.dump({"vectors": tokens}, sys.stdout, indent=0)
    print()


main()
