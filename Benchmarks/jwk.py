"""RSA public keys as PEM, from a JWK (RFC 7518 section 6.3, RFC 8017 appendix A.1.1, RFC 5280 section 4.1)."""

import base64

RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")  # AlgorithmIdentifier, with NULL parameters


def rsa_pem(key):
    public_key = _sequence(_integer(key["n"]) + _integer(key["e"]))
    information = _sequence(RSA_ENCRYPTION + _element(3, b"\0" + public_key))
    text = base64.encodebytes(information).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}-----END PUBLIC KEY-----\n"


def _integer(text):
    number = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return _element(2, (b"\0" if number[0] & 0x80 else b"") + number)


def _sequence(content):
    return _element(0x30, content)


def _element(tag, content):
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
