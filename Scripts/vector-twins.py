#!/usr/bin/env python3
"""Makes the twins of Wycheproof's signature vectors: tokens with claims, and with the same defects.

usage: vector-twins.py json_web_signature_test.json > twins.json

Wycheproof signs texts that are no JSON. Its private keys are published, so each vector has a twin here: the
payload is claims, and what is wrong with the vector is wrong with the twin. Needs the package cryptography (PyPI).
"""
import base64
import hashlib
import hmac
import json
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

CLAIMS = {"iss": "https://issuer.example", "aud": "api://orders", "sub": "ada", "exp": 4102444800}
PAYLOAD = json.dumps(CLAIMS, separators=(",", ":")).encode()
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {"P-256": (ec.SECP256R1(), 32), "P-521": (ec.SECP521R1(), 66)}
SALT_LENGTHS = {281: 0, 282: 20, 283: 31, 284: 33, 285: 64, 286: 94}


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def number(key, name):
    return int.from_bytes(decode(key[name]), "big")


def rsa_key(key):
    public = rsa.RSAPublicNumbers(number(key, "e"), number(key, "n"))
    return rsa.RSAPrivateNumbers(*[number(key, name) for name in ("p", "q", "d", "dp", "dq", "qi")], public).private_key()


def sign(key, algorithm, message, salt_length=None):
    function = HASHES[algorithm[2:]]
    if algorithm.startswith("HS"):
        return hmac.new(decode(key["k"]), message, getattr(hashlib, function.name)).digest()
    if algorithm.startswith("ES"):
        curve, length = CURVES[key["crv"]]
        der = ec.derive_private_key(number(key, "d"), curve).sign(message, ec.ECDSA(function))
        return b"".join(value.to_bytes(length, "big") for value in utils.decode_dss_signature(der))
    if algorithm.startswith("RS"):
        return rsa_key(key).sign(message, padding.PKCS1v15(), function)
    length = function.digest_size if salt_length is None else salt_length
    return rsa_key(key).sign(message, padding.PSS(padding.MGF1(function), length), function)


def pkcs1_twin(key, algorithm, message, original, vector):
    """The vector's encoded message with this message's digest in it."""
    encoded = pow(int.from_bytes(decode(vector), "big"), number(key, "e"), number(key, "n")).to_bytes(256, "big")
    old, new = (hashlib.new("sha" + algorithm[2:], text).digest() for text in (original, message))
    if old in encoded:
        changed = encoded.replace(old, new)
    else:
        # The defect is in the digest: put the same difference into the new one.
        start = 256 - len(old)
        changed = encoded[:start] + bytes(a ^ b ^ c for a, b, c in zip(encoded[start:], old, new))
    return apply_private_key(key, changed)


def pss_twin(key, algorithm, comment, identifier, message, good):
    """The encoded message with a defect at the same place."""
    modulus = number(key, "n")
    value = int.from_bytes(good, "big")
    whole = {
        "SignatureIs0": bytes(256), "SignatureIs1": bytes(255) + b"\x01",
        "SignatureIsNsub1": (modulus - 1).to_bytes(256, "big"), "SignatureIsn": modulus.to_bytes(256, "big"),
        "SignatureIsnotReduced": (value + modulus).to_bytes(257, "big"),
        "prependingZerosToSignature": b"\x00" + good, "appendingZerosToSignature": good + b"\x00",
        "truncatedSignature": good[:-1], "modifiedSignature": bytes([good[0] ^ 1]) + good[1:],
    }
    if comment in whole:
        return whole[comment]
    if comment.startswith("Using"):
        return sign(key, comment[len("Using"):], message)
    if comment == "SaltLenChanged":
        return sign(key, algorithm, message, SALT_LENGTHS[identifier])
    hash_start = 255 - HASHES[algorithm[2:]].digest_size
    place = 255
    if "hash" in comment.lower():
        place = hash_start
    elif comment == "SaltModified":
        place = hash_start - 1
    elif comment in ("PSModified", "ZeroPaddingModified", "MaskedDbChanged"):
        place = 1
    encoded = bytearray(pow(value, number(key, "e"), modulus).to_bytes(256, "big"))
    encoded[place] ^= 1
    return apply_private_key(key, bytes(encoded))


def apply_private_key(key, encoded):
    return pow(int.from_bytes(encoded, "big"), number(key, "d"), number(key, "n")).to_bytes(256, "big")


def structural_twin(comment, algorithm, header, payload, signature):
    """The token with parts missing, added or damaged; None for other defects."""
    good = f"{header}.{payload}.{signature}"
    other = encode(PAYLOAD.replace(b"ada", b"eve"))
    twins = {
        "ModifiedSignature": f"{header}.{payload}.{encode(bytes([decode(signature)[0] ^ 1]) + decode(signature)[1:])}",
        "MissingSignature": f"{header}.{payload}.", "MissingSignatureAndSeparator": f"{header}.{payload}",
        "ModifiedPayload": f"{header}.{other}.{signature}", "MissingPayload": f"{header}..{signature}",
        "MissingPayloadAndSeparator": f"{header}.{signature}",
        "ModifiedHeader": f"{encode(decode(header).replace(b'kid-', b'Xid-'))}.{payload}.{signature}",
        "MissingHeader": f".{payload}.{signature}", "MissingHeaderAndSeparator": f"{payload}.{signature}",
        "MissingHeaderAndSignature": f".{payload}.", "MissingHeaderSignatureAndSeparators": payload,
        "MissingHeaderSignatureAndSeparator": payload, "EmptyString": "",
        "ExtraEmptyComponent": good + ".", "ExtraComponent": good + ".AAAA",
        "NoneAlgorithmAndMissingSignature":
            f"{encode(decode(header).replace(algorithm.encode(), b'none'))}.{payload}.",
        "SpacesInMac": f"{header}.{payload}.{signature[:5]} {signature[5:]}",
        "InvalidCharacterInsertedInMac": f"{header}.{payload}.{signature[:5]}?{signature[5:]}",
        "InvalidCharacters": f"{header}.{payload}.{signature[:5]}?{signature[6:]}",
        "0ReplacedbyInvalidCharacter": f"{header}.{payload}.{signature[:-1]}*",
        "spacesInHeader": f"{header[:5]} {header[5:]}.{payload}.{signature}",
        "invalidCharactersInHeader": f"{header[:5]}?{header[5:]}.{payload}.{signature}",
        "spacesInPayload": f"{header}.{payload[:5]} {payload[5:]}.{signature}",
        "invalidCharactersInPayload": f"{header}.{payload[:5]}?{payload[5:]}.{signature}",
        "InvalidCharacterInPayload": f"{header}.{payload[:5]}?{payload[6:]}.{signature}",
    }
    return twins.get(comment.removeprefix("rejects"))


def twin(group, vector):
    """The twin of a vector, or None when there is none to make."""
    key, parts, comment = group["private"], vector["jws"].split("."), vector["comment"]
    if vector["result"] == "valid":
        if "?" in vector["jws"]:
            return None
        header = parts[0]
        algorithm = json.loads(decode(header))["alg"]
    else:
        algorithm = key.get("alg", "")
        if algorithm[:2] not in ("ES", "HS", "PS", "RS"):
            return None
        header = encode(json.dumps({"alg": algorithm, "kid": key["kid"]}, separators=(",", ":")).encode())
    message = f"{header}.{encode(PAYLOAD)}"
    good = sign(key, algorithm, message.encode())
    if vector["result"] == "valid":
        return f"{message}.{encode(good)}"
    structural = structural_twin(comment, algorithm, header, encode(PAYLOAD), encode(good))
    if structural is not None:
        return structural
    if group["comment"] == "SpecialCaseEs256":
        return f"{message}.{parts[2]}"
    if len(parts) == 3 and algorithm.startswith("RS"):
        original = f"{parts[0]}.{parts[1]}".encode()
        return f"{message}.{encode(pkcs1_twin(key, algorithm, message.encode(), original, parts[2]))}"
    if len(parts) == 3 and algorithm.startswith("PS"):
        return f"{message}.{encode(pss_twin(key, algorithm, comment, vector['tcId'], message.encode(), good))}"
    return None


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        groups = json.load(file)["testGroups"]
    vectors, without = [], []
    for group in groups:
        for vector in group["tests"]:
            token = twin(group, vector)
            if token is None:
                without.append(vector["tcId"])
                continue
            vectors.append({
                "source": str(vector["tcId"]), "comment": vector["comment"],
                "key": group.get("public", group["private"]), "token": token, "result": vector["result"]})
    print("without a twin:", without, file=sys.stderr)
    json.dump({"vectors": vectors}, sys.stdout, indent=0)
    print()


main()
