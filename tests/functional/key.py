"""A key and a certificate of this test run's own, for pages that have to come with TLS."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class TestKey:
    """Where they lie, and a client that trusts them."""

    __test__ = False  # no collection of tests

    keyfile: Path
    certfile: Path

    @property
    def files(self) -> dict[str, object]:
        """As a server takes them."""
        return {"ssl_keyfile": str(self.keyfile), "ssl_certfile": str(self.certfile)}

    @property
    def trusts(self) -> ssl.SSLContext:
        """A client's trust in nothing but this."""
        return ssl.create_default_context(cafile=str(self.certfile))


def make_key(folder: Path, *names: str) -> TestKey:
    """Make a key for this machine under some names."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    others = [x509.DNSName(one) for one in names]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([*others, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = TestKey(folder / "key.pem", folder / "certificate.pem")
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    made.keyfile.write_bytes(secret)
    made.certfile.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return made
