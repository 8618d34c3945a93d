#!/usr/bin/env python3
"""Makes the twins of Wycheproof's encryption vectors: sealed tokens with claims, and with the same defects.

usage: encryption-twins.py json_web_encryption_test.json > encryption.json

Wycheproof encrypts texts that are no tokens. Its keys are published, so each vector has a twin here: the content is
a token signed with the key of RFC 8037 appendix A, under the vector's own header, encrypted key, content encryption
key and initialization vector; and what is wrong with the vector is wrong with the twin. Nothing in it is random: the
same file comes out each time. Needs the package cryptography (PyPI).
"""
import base64
import hashlib
import hmac
import json
import sys
import zlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

CLAIMS = {"iss": "https://issuer.example", "aud": "api://orders", "sub": "ada", "exp": 4102444800}
SIGNER = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
KEY_LENGTHS = {"A128CBC-HS256": 32, "A192CBC-HS384": 48, "A256CBC-HS512": 64, "A128GCM": 16, "A192GCM": 24,
               "A256GCM": 32}
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}
P256_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
PARTS = ["Header", "EncryptedKey", "Iv", "Ciphertext", "AuthenticationTag"]


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def signed_token():
    message = encode(compact({"alg": "EdDSA", "kid": "signer"})) + "." + encode(compact(CLAIMS))
    return f"{message}.{encode(signer().sign(message.encode()))}".encode()


def signer():
    return ed25519.Ed25519PrivateKey.from_private_bytes(decode(SIGNER))


def number(key, name):
    return int.from_bytes(decode(key[name]), "big")


def derived_key(secret, name, header, length):
    """Concat KDF with SHA-256 (RFC 7518 section 4.6.2)."""
    info = b"".join(
        len(text).to_bytes(4, "big") + text
        for text in (name.encode(), decode(header.get("apu", "")), decode(header.get("apv", ""))))
    rounds = (
        hashlib.sha256(count.to_bytes(4, "big") + secret + info + (length * 8).to_bytes(4, "big")).digest()
        for count in (1, 2))
    return b"".join(rounds)[:length]


def shared_secret(key, epk):
    curve = CURVES[key["crv"]]
    own = ec.derive_private_key(number(key, "d"), curve)
    try:
        peer = ec.EllipticCurvePublicNumbers(number(epk, "x"), number(epk, "y"), curve).public_key()
        return own.exchange(ec.ECDH(), peer)
    except ValueError:
        return careless_secret(number(key, "d"), number(epk, "x"), number(epk, "y"))


def careless_secret(scalar, x, y):
    """What who does not check that the point is on P-256 agrees on: the formulas never use the curve's b."""
    def add(p, q):
        if p is None or q is None:
            return p or q
        if p[0] == q[0] and (p[1] + q[1]) % P256_PRIME == 0:
            return None
        if p == q:
            slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, P256_PRIME)
        else:
            slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P256_PRIME)
        third = (slope * slope - p[0] - q[0]) % P256_PRIME
        return third, (slope * (p[0] - third) - p[1]) % P256_PRIME

    result, addend = None, (x, y)
    while scalar:
        if scalar & 1:
            result = add(result, addend)
        addend, scalar = add(addend, addend), scalar >> 1
    return (result[0] if result else 0).to_bytes(32, "big")


def rsa_key(key):
    public = rsa.RSAPublicNumbers(number(key, "e"), number(key, "n"))
    return rsa.RSAPrivateNumbers(
        *[number(key, name) for name in ("p", "q", "d", "dp", "dq", "qi")], public).private_key()


def content_key(key, header, encrypted_key):
    """The content encryption key that a token hides."""
    algorithm, length = header["alg"], KEY_LENGTHS[header["enc"]]
    if algorithm == "dir":
        return decode(key["k"])
    if algorithm.startswith("ECDH-ES"):
        secret = shared_secret(key, header["epk"])
        if algorithm == "ECDH-ES":
            return derived_key(secret, header["enc"], header, length)
        return aes_key_unwrap(derived_key(secret, algorithm, header, int(algorithm[9:12]) // 8), encrypted_key)
    if algorithm.endswith("GCMKW"):
        return AESGCM(decode(key["k"])).decrypt(
            decode(header["iv"]), encrypted_key + decode(header["tag"]), None)
    if algorithm.endswith("KW"):
        return aes_key_unwrap(decode(key["k"]), encrypted_key)
    if algorithm == "RSA1_5":
        key = rsa_key(key).decrypt(encrypted_key, padding.PKCS1v15())
        # What is no padding gives some other text instead of an error (implicit rejection).
        return key if len(key) == length else bytes(length)
    function = hashes.SHA1() if algorithm == "RSA-OAEP" else hashes.SHA256()
    return rsa_key(key).decrypt(encrypted_key, padding.OAEP(padding.MGF1(function), function, None))


def seal(cipher, key, vector, content, header_text):
    """Ciphertext and tag."""
    if cipher.endswith("GCM"):
        sealed = AESGCM(key).encrypt(vector, content, header_text)
        return sealed[:-16], sealed[-16:]
    count = 16 - len(content) % 16
    half = len(key) // 2
    encryption = Cipher(algorithms.AES(key[half:]), modes.CBC(vector)).encryptor()
    ciphertext = encryption.update(content + bytes([count]) * count) + encryption.finalize()
    # RFC 7518 section 5.2.2.1.
    message = header_text + vector + ciphertext + (len(header_text) * 8).to_bytes(8, "big")
    return ciphertext, hmac.new(key[:half], message, "sha" + cipher[-3:]).digest()[:half]


def twin_of_good(key, parts):
    """The same header, keys and vector with a signed token as content."""
    header = json.loads(decode(parts[0]))
    cek = content_key(key, header, decode(parts[1]))
    content = signed_token()
    if header.get("zip") == "DEF":
        compressor = zlib.compressobj(wbits=-15)
        content = compressor.compress(content) + compressor.flush()
    sealed = seal(header["enc"], cek, decode(parts[2]), content, parts[0].encode())
    return parts[:3] + [encode(part) for part in sealed]


def changed(part, base, twin):
    """`twin` changed as `part` differs from `base`."""
    part, base, twin = decode(part), decode(base), decode(twin)
    if not part:
        return ""
    if len(part) > len(base):
        return encode(twin + part[len(base):])
    if len(part) < len(base):
        return encode(twin[:len(part) - len(base)])
    difference = bytes(a ^ b for a, b in zip(part, base))
    # The texts are of different lengths: what was changed near the end is changed there.
    is_late = not any(difference[:len(difference) // 2])
    difference = difference[-len(twin):].rjust(len(twin), b"\x00") if is_late else difference.ljust(len(twin), b"\x00")
    return encode(bytes(a ^ b for a, b in zip(twin, difference)))


def twin(key, vector, base):
    """The twin of a vector; `base` is the parts of the good one that a bad one was made of."""
    comment, parts = vector["comment"], vector["jwe"].split(".")
    if vector["result"] == "valid" or comment == "rejectsInvalidCurvePoint" or vector["flags"] in (
            ["WrongCipher"], ["Pkcs15WithOaepKey"]):
        return ".".join(twin_of_good(key, parts))
    good = twin_of_good(key, base)
    if comment == "rejectsValidJsonSerialization":
        document = json.loads(vector["jwe"])
        names = ("protected", "encrypted_key", "iv", "ciphertext", "tag")
        return json.dumps({**document, **dict(zip(names, good))})
    if comment.endswith("AndSeparator"):
        del good[PARTS.index(comment.removeprefix("rejectsMissing").removesuffix("AndSeparator"))]
        return ".".join(good)
    # Of header, encrypted key and vector the twin has those of the vector itself.
    bad = parts[:3] + [
        twin if part == old else changed(part, old, twin) for part, old, twin in zip(parts, base, good)][3:]
    assert len(parts) == 5 and bad != good, vector["tcId"]
    return ".".join(bad)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        groups = json.load(file)["testGroups"]
    good = [test["jwe"].split(".") for group in groups for test in group["tests"] if test["result"] == "valid"]
    vectors = []
    for group in groups:
        for vector in group["tests"]:
            # A bad one was made of the good one that it has most of.
            base = max(good, key=lambda parts: sum(part != "" and part in vector["jwe"] for part in parts))
            vectors.append({
                "source": str(vector["tcId"]), "comment": vector["comment"], "key": group["private"],
                "token": twin(group["private"], vector, base), "result": vector["result"]})
    public = encode(signer().public_key().public_bytes_raw())
    signing = {"kty": "OKP", "crv": "Ed25519", "kid": "signer", "x": public}
    json.dump({"keys": [signing], "vectors": vectors}, sys.stdout, indent=0)
    print()


main()
