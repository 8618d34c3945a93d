#!/usr/bin/env python3
"""Makes tokens with foreign implementations: PyJWT, joserfc and jwcrypto (PyPI).

usage: interoperability.py DIRECTORY

Writes into DIRECTORY: jwks.json (the issuer's public keys), secret.key, decryption.json (the recipient's
private keys), tokens.json (what must be accepted) and attacks.json (what must be refused), the latter two with
a list of objects each. `Tests/Vectors/interoperability` holds one such directory.
"""
import base64
import json
import os
import pathlib
import sys
import warnings

warnings.simplefilter("ignore")
import jwt as pyjwt
from joserfc import jwe as joserfc_jwe, jws as joserfc_jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from joserfc.jwe import JWERegistry
from joserfc.jws import JWSRegistry
from jwcrypto import jwa, jwe, jwk, jws

CLAIMS = {"iss": "https://issuer.example", "aud": "api://orders", "sub": "ada", "exp": 4102444800}
PAYLOAD = json.dumps(CLAIMS, separators=(",", ":"))

SIGNING = {
    "RS256": ("RSA", {}), "RS384": ("RSA", {}), "RS512": ("RSA", {}), "PS256": ("RSA", {}),
    "PS384": ("RSA", {}), "PS512": ("RSA", {}),
    "ES256": ("EC", {"crv": "P-256"}), "ES384": ("EC", {"crv": "P-384"}), "ES512": ("EC", {"crv": "P-521"}),
    "ES256K": ("EC", {"crv": "secp256k1"}), "EdDSA": ("OKP", {"crv": "Ed25519"}),
    "Ed25519": ("OKP", {"crv": "Ed25519"}), "Ed448": ("OKP", {"crv": "Ed448"}),
    "ML-DSA-44": ("AKP", {"alg": "ML-DSA-44"}), "ML-DSA-65": ("AKP", {"alg": "ML-DSA-65"}),
    "ML-DSA-87": ("AKP", {"alg": "ML-DSA-87"}),
}
SHARED = ["HS256", "HS384", "HS512"]
# What the libraries have and Gatehouse refuses by name; "ES521" is PyJWT's other word for ES512.
REFUSED = ["none", "RSA1_5", "PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW", "BP256R1", "BP384R1",
           "BP512R1", "ES521"]
CURVES = [("EC", "P-256"), ("EC", "P-384"), ("EC", "P-521"), ("OKP", "X25519"), ("OKP", "X448")]
ENCRYPTIONS = {"A128CBC-HS256": 256, "A192CBC-HS384": 384, "A256CBC-HS512": 512, "A128GCM": 128, "A192GCM": 192,
               "A256GCM": 256}
CLASSES = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey, "oct": OctKey}


def registries():
    """What each library has, whatever it is for."""
    return {
        "PyJWT": set(pyjwt.algorithms.get_default_algorithms()),
        "joserfc": {*JWSRegistry.algorithms, *JWERegistry.algorithms["alg"], *JWERegistry.algorithms["enc"]},
        "jwcrypto": set(jwa.JWA.algorithms_registry),
    }


def check_completeness(tokens):
    """Fails unless there is a token for everything that a library has and that is not refused by name."""
    for library, names in registries().items():
        made = {token[name] for token in tokens if token["library"] == library for name in ("alg", "enc") if name in token}
        missing = names - made - set(REFUSED)
        if missing:
            sys.exit(f"{library} has, and there is no token of: {', '.join(sorted(missing))}")


def signing_keys():
    rsa = jwk.JWK.generate(kty="RSA", size=2048)
    keys = {}
    for algorithm, (kty, options) in SIGNING.items():
        key = rsa if kty == "RSA" else jwk.JWK.generate(kty=kty, **options)
        keys[algorithm] = jwk.JWK(**{**json.loads(key.export()), "kid": algorithm})
    return keys


def decryption_keys():
    keys = {"rsa": jwk.JWK.generate(kty="RSA", size=2048, kid="rsa")}
    for kty, curve in CURVES:
        keys[curve] = jwk.JWK.generate(kty=kty, crv=curve, kid=curve)
    for bits in (128, 192, 256):
        for suffix in ("KW", "GCMKW"):
            name = f"A{bits}{suffix}"
            keys[name] = jwk.JWK.generate(kty="oct", size=bits, kid=name, alg=name)
    for encryption, bits in ENCRYPTIONS.items():
        keys[encryption] = jwk.JWK.generate(kty="oct", size=bits, kid=encryption, alg="dir")
    return keys


def by_jwcrypto(key, header, payload):
    token = jws.JWS(payload.encode())
    token.allowed_algs = [header["alg"]]
    token.add_signature(key, protected=json.dumps(header))
    return token.serialize(compact=True)


def sealed_by_jwcrypto(key, header, content):
    token = jwe.JWE(content.encode(), protected=json.dumps(header))
    token.allowed_algs = [header["alg"], header["enc"]]
    token.add_recipient(key)
    return token.serialize(compact=True)


def by_joserfc(key, header, payload):
    own = CLASSES[key["kty"]].import_key(json.loads(key.export()))
    return joserfc_jws.serialize_compact(header, payload.encode(), own, algorithms=[header["alg"]])


def sealed_by_joserfc(key, header, content):
    members = {name: value for name, value in json.loads(key.export()).items() if name != "alg"}
    own = CLASSES[key["kty"]].import_key(members)
    return joserfc_jwe.encrypt_compact(header, content.encode(), own, algorithms=[header["alg"], header["enc"]])


def by_pyjwt(key, header, _payload):
    pem = key.export_to_pem(private_key=True, password=None)
    return pyjwt.encode(CLAIMS, pem, algorithm=header["alg"], headers={"kid": header["kid"]})


def sealed_by_hand(key, header, content):
    """RSA-OAEP-384 and -512, which neither library has, with nothing but the package cryptography."""
    hash_function = {"RSA-OAEP-384": hashes.SHA384(), "RSA-OAEP-512": hashes.SHA512()}[header["alg"]]
    public = serialization.load_pem_public_key(key.export_to_pem())
    secret, vector = os.urandom(32), os.urandom(12)
    oaep = padding.OAEP(mgf=padding.MGF1(hash_function), algorithm=hash_function, label=None)
    protected = base64url(json.dumps({**header, "enc": "A256GCM"}).encode())
    sealed = AESGCM(secret).encrypt(vector, content.encode(), protected.encode())
    parts = [public.encrypt(secret, oaep), vector, sealed[:-16], sealed[-16:]]
    return ".".join([protected, *map(base64url, parts)])


def sealed_with(key, algorithm, encryption, secret, content):
    """A token under a content key of any length, whatever `enc` says of it; its cipher is AES-GCM with that key."""
    header = {"alg": algorithm, "enc": encryption, "kid": key["kid"]}
    if algorithm.startswith("RSA"):
        oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
        hidden = serialization.load_pem_public_key(key.export_to_pem()).encrypt(secret, oaep)
    elif algorithm.endswith("GCMKW"):
        vector = os.urandom(12)
        sealed = AESGCM(octets(key)).encrypt(vector, secret, None)
        header.update(iv=base64url(vector), tag=base64url(sealed[-16:]))
        hidden = sealed[:-16]
    else:
        hidden = aes_key_wrap(octets(key), secret)
    protected, vector = base64url(json.dumps(header).encode()), os.urandom(12)
    cipher = AESGCM(secret[:32] if len(secret) > 32 else secret)
    sealed = cipher.encrypt(vector, content.encode(), protected.encode())
    return ".".join([protected, *map(base64url, [hidden, vector, sealed[:-16], sealed[-16:]])])


def sealed_with_padding(key, content, pad):
    """A token of A128KW and A128CBC-HS256 with a good tag, whose padding is what `pad` makes of its right length."""
    secret, vector = os.urandom(32), os.urandom(16)
    protected = base64url(json.dumps({"alg": "A128KW", "enc": "A128CBC-HS256", "kid": key["kid"]}).encode())
    encryptor = Cipher(algorithms.AES(secret[16:]), modes.CBC(vector)).encryptor()
    ciphertext = encryptor.update(content.encode() + pad(16 - len(content) % 16)) + encryptor.finalize()
    code = hmac.HMAC(secret[:16], hashes.SHA256())
    code.update(protected.encode() + vector + ciphertext + (len(protected) * 8).to_bytes(8, "big"))
    parts = [aes_key_wrap(octets(key), secret), vector, ciphertext, code.finalize()[:16]]
    return ".".join([protected, *map(base64url, parts)])


def octets(key):
    return base64.urlsafe_b64decode(key["k"] + "==")


def signed_tokens(keys, secret):
    makers = {"PyJWT": by_pyjwt, "joserfc": by_joserfc, "jwcrypto": by_jwcrypto}
    for library, make in makers.items():
        for algorithm, key in keys.items():
            if algorithm in registries()[library]:
                token = make(key, {"alg": algorithm, "kid": algorithm, "typ": "JWT"}, PAYLOAD)
                yield {"library": library, "alg": algorithm, "token": token}
        for algorithm in SHARED:
            claims = {**CLAIMS, "iss": "legacy-app"}
            header = {"alg": algorithm, "kid": "shared"}
            own = jwk.JWK(kty="oct", k=base64url(secret))
            token = (
                pyjwt.encode(claims, secret, algorithm=algorithm, headers=header) if library == "PyJWT"
                else make(own, header, json.dumps(claims)))
            yield {"library": library, "alg": algorithm, "token": token}


def encrypted_tokens(keys, content):
    for library, seal in {"joserfc": sealed_by_joserfc, "jwcrypto": sealed_by_jwcrypto}.items():
        for encryption in ENCRYPTIONS:
            pairs = [(f"RSA-OAEP{suffix}", keys["rsa"]) for suffix in ("", "-256", "-384", "-512")]
            pairs += [(name, key) for name, key in keys.items() if name.endswith("KW")]
            pairs += [("dir", keys[encryption])]
            for _, curve in CURVES:
                pairs += [(f"ECDH-ES{wrap}", keys[curve]) for wrap in ("", "+A128KW", "+A192KW", "+A256KW")]
            for algorithm, key in pairs:
                if algorithm in registries()[library]:
                    header = {"alg": algorithm, "enc": encryption, "kid": key["kid"], "cty": "JWT"}
                    yield {"library": library, "alg": algorithm, "enc": encryption, "kid": key["kid"],
                           "token": seal(key, header, content)}

    for algorithm in ("RSA-OAEP-384", "RSA-OAEP-512"):
        token = sealed_by_hand(keys["rsa"], {"alg": algorithm, "kid": "rsa"}, content)
        yield {"library": "cryptography", "alg": algorithm, "enc": "A256GCM", "kid": "rsa", "token": token}


def attacks(keys, content):
    """What only somebody with the recipient's public key or secret can make."""
    def seal(name, text, key="rsa", algorithm="RSA-OAEP-256", **more):
        header = {"alg": algorithm, "enc": "A128GCM", "kid": key, **more}
        return {"name": name, "token": sealed_by_jwcrypto(keys[key], header, text)}

    unsigned = base64url(b'{"alg":"none"}') + "." + base64url(PAYLOAD.encode()) + "."
    yield seal("a compressed signed token", content, zip="DEF")
    yield seal("a compressed megabyte", "A" * 1_000_000, zip="DEF")
    yield seal("claims without a signature", PAYLOAD)
    yield seal("an unsigned token", unsigned)
    yield seal("an encrypted token", seal("", content)["token"])
    yield seal("nothing", "")
    yield seal("text", "attack at dawn")
    yield seal("a token with a broken signature", content[:-6] + "AAAAAA")
    yield seal("crit of an extension", content, crit=["exp"], exp=1)
    yield {"name": "RSA1_5", "token": sealed_by_jwcrypto(
        keys["rsa"], {"alg": "RSA1_5", "enc": "A128GCM", "kid": "rsa"}, content)}
    yield {"name": "PBES2-HS256+A128KW", "token": sealed_by_jwcrypto(
        jwk.JWK(kty="oct", k=base64url(b"password")),
        {"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "kid": "rsa"}, content)}
    for algorithm, name in (("RSA-OAEP-256", "rsa"), ("A128KW", "A128KW"), ("A128GCMKW", "A128GCMKW")):
        for encryption, length in (("A256GCM", 16), ("A128GCM", 32), ("A256GCM", 24), ("A256GCM", 40)):
            yield {"name": f"{algorithm}, {encryption} under a key of {length} bytes", "token": sealed_with(
                keys[name], algorithm, encryption, os.urandom(length), content)}
    for name, pad in (
            ("of zeros", bytes), ("longer than a block", lambda count: b"\x11" * (count + 16)),
            ("of a count too high", lambda count: bytes([count + 1]) * count),
            ("whose bytes differ", lambda count: b"\xFF" * (count - 1) + bytes([count]))):
        yield {"name": f"a good tag over padding {name}", "token": sealed_with_padding(
            keys["A128KW"], content, pad)}
    stranger = jwk.JWK.generate(kty="RSA", size=2048)
    yield {"name": "a stranger's key", "token": sealed_by_jwcrypto(
        stranger, {"alg": "RSA-OAEP-256", "enc": "A128GCM", "kid": "rsa"}, content)}
    yield {"name": "a stranger's curve key", "token": sealed_by_jwcrypto(
        jwk.JWK.generate(kty="EC", crv="P-256"), {"alg": "ECDH-ES", "enc": "A128GCM", "kid": "P-256"}, content)}
    yield {"name": "a stranger's secret", "token": sealed_by_jwcrypto(
        jwk.JWK.generate(kty="oct", size=128), {"alg": "A128KW", "enc": "A128GCM", "kid": "A128KW"}, content)}


def base64url(text):
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    signing, decryption, secret = signing_keys(), decryption_keys(), os.urandom(48).hex().encode()
    content = by_jwcrypto(signing["ES256"], {"alg": "ES256", "kid": "ES256"}, PAYLOAD)

    def write(name, value):
        (directory / name).write_text(json.dumps(value, indent=0) + "\n")

    write("jwks.json", {"keys": [key.export_public(as_dict=True) for key in signing.values()]})
    (directory / "secret.key").write_bytes(secret)
    write("decryption.json", {"keys": [json.loads(key.export()) for key in decryption.values()]})
    tokens = [*signed_tokens(signing, secret), *encrypted_tokens(decryption, content)]
    check_completeness(tokens)
    write("tokens.json", tokens)
    write("attacks.json", [*attacks(decryption, content)])


main()
