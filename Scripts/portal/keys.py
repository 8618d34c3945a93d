"""The provider's signing keys, as JWKs."""

import base64
import secrets
import subprocess


def signing_key():
    """A fresh P-256 key pair for ES256, with a `kid` of its own."""
    der = subprocess.run(
        ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-outform", "DER"],
        check=True, stdout=subprocess.PIPE).stdout
    # RFC 5915 section 3 with a named curve: the 32 bytes of the private key follow seven of structure; the two
    # coordinates of the public one are the end.
    return {
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": secrets.token_hex(8),
        "d": base64url(der[7:39]), "x": base64url(der[-64:-32]), "y": base64url(der[-32:]),
    }


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
