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
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from jwcrypto import jwe, jwk, jws

CLAIMS = {"iss": "https://issuer.example", "aud": "api://orders", "sub": "ada", "exp": 4102444800}
PAYLOAD = json.dumps(CLAIMS, separators=(",", ":"))

SIGNING = {
    "RS256": ("RSA", {}), "RS384": ("RSA", {}), "RS512": ("RSA", {}), "PS256": ("RSA", {}),
    "PS384": ("RSA", {}), "PS512": ("RSA", {}),
    "ES256": ("EC", {"crv": "P-256"}), "ES384": ("EC", {"crv": "P-384"}), "ES512": ("EC", {"crv": "P-521"}),
    "ES256K": ("EC", {"crv": "secp256k1"}), "EdDSA": ("OKP", {"crv": "Ed25519"}),
    "Ed25519": ("OKP", {"crv": "Ed25519"}), "Ed448": ("OKP", {"crv": "Ed448"}),
}
CURVES = [("EC", "P-256"), ("EC", "P-384"), ("EC", "P-521"), ("OKP", "X25519"), ("OKP", "X448")]
ENCRYPTIONS = {"A128CBC-HS256": 256, "A192CBC-HS384": 384, "A256CBC-HS512": 512, "A128GCM": 128, "A192GCM": 192,
               "A256GCM": 256}
CLASSES = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey, "oct": OctKey}


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


def signed_tokens(keys, secret):
    makers = {"PyJWT": by_pyjwt, "joserfc": by_joserfc, "jwcrypto": by_jwcrypto}
    for library, make in makers.items():
        for algorithm, key in keys.items():
            token = attempt(make, key, {"alg": algorithm, "kid": algorithm, "typ": "JWT"}, PAYLOAD)
            if token:
                yield {"library": library, "alg": algorithm, "token": token}
        for algorithm in ("HS256", "HS384", "HS512"):
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
                header = {"alg": algorithm, "enc": encryption, "kid": key["kid"], "cty": "JWT"}
                token = attempt(seal, key, header, content)
                if token:
                    yield {"library": library, "alg": algorithm, "enc": encryption, "kid": key["kid"],
                           "token": token}


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
    stranger = jwk.JWK.generate(kty="RSA", size=2048)
    yield {"name": "a stranger's key", "token": sealed_by_jwcrypto(
        stranger, {"alg": "RSA-OAEP-256", "enc": "A128GCM", "kid": "rsa"}, content)}
    yield {"name": "a stranger's curve key", "token": sealed_by_jwcrypto(
        jwk.JWK.generate(kty="EC", crv="P-256"), {"alg": "ECDH-ES", "enc": "A128GCM", "kid": "P-256"}, content)}
    yield {"name": "a stranger's secret", "token": sealed_by_jwcrypto(
        jwk.JWK.generate(kty="oct", size=128), {"alg": "A128KW", "enc": "A128GCM", "kid": "A128KW"}, content)}


def attempt(make, key, header, payload):
    """The token, or None when the library does not have the algorithm."""
    try:
        return make(key, header, payload)
    except Exception as error:  # pylint: disable=broad-except
        print(f"{make.__name__}: {header['alg']} {header.get('enc', '')}: {type(error).__name__}", file=sys.stderr)
        return None


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


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
    write("tokens.json", [*signed_tokens(signing, secret), *encrypted_tokens(decryption, content)])
    write("attacks.json", [*attacks(decryption, content)])


main()
