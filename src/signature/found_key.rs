//! What was found where an RSA key is expected, and what to do then.

/// What was found where an RSA key is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FoundKey {
    /// An RSA public key, where a private one is expected.
    PublicKey,
    /// An RSA private key, where a public one is expected.
    PrivateKey,
    /// An encrypted private key (RFC 5958, section 3, or RFC 1421).
    EncryptedPrivateKey,
    /// An X.509 certificate (RFC 5280).
    Certificate,
    /// A certificate request (RFC 2986).
    CertificateRequest,
    /// A private key in the format of OpenSSH.
    OpenSshPrivateKey,
    /// A public key in the format of SSH, such as `ssh-rsa …` (RFC 4253, section 6.6, and RFC 4716).
    SshPublicKey,
    /// A key on an elliptic curve (RFC 5480, RFC 5915).
    EllipticCurve,
    /// An Ed25519 key (RFC 8410).
    Ed25519,
    /// An RSA key that is restricted to RSASSA-PSS (RFC 4055, section 1.2).
    RsaPss,
    /// A key of another algorithm.
    OtherAlgorithm,
}

impl FoundKey {
    /// A stable code for logs and metrics: the name of the variant in lower case, such as
    /// `certificate-request`. A code never changes its meaning.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PublicKey => "public-key",
            Self::PrivateKey => "private-key",
            Self::EncryptedPrivateKey => "encrypted-private-key",
            Self::Certificate => "certificate",
            Self::CertificateRequest => "certificate-request",
            Self::OpenSshPrivateKey => "open-ssh-private-key",
            Self::SshPublicKey => "ssh-public-key",
            Self::EllipticCurve => "elliptic-curve",
            Self::Ed25519 => "ed25519",
            Self::RsaPss => "rsa-pss",
            Self::OtherAlgorithm => "other-algorithm",
        }
    }

    /// What it is, and what to do.
    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::PublicKey => "a public key; pass the private key that belongs to it",
            Self::PrivateKey => "a private key; extract its public key with `openssl pkey -pubout`",
            Self::EncryptedPrivateKey => {
                "an encrypted private key; decrypt it with `openssl pkey -in KEY -out DECRYPTED`"
            }
            Self::Certificate => {
                "a certificate; extract its public key with `openssl x509 -pubkey -noout`"
            }
            Self::CertificateRequest => {
                "a certificate request; extract its public key with `openssl req -pubkey -noout`"
            }
            Self::OpenSshPrivateKey => {
                "an OpenSSH private key; convert a copy of it with `ssh-keygen -p -N '' -m PEM -f COPY`"
            }
            Self::SshPublicKey => {
                "an SSH public key; convert it with `ssh-keygen -e -m PKCS8 -f KEY`"
            }
            Self::EllipticCurve => {
                "an elliptic-curve key; create an RSA key with `openssl genrsa 2048`"
            }
            Self::Ed25519 => "an Ed25519 key; create an RSA key with `openssl genrsa 2048`",
            Self::RsaPss => {
                "a key that is restricted to RSASSA-PSS; create an RSA key with `openssl genrsa 2048`"
            }
            Self::OtherAlgorithm => {
                "a key of another algorithm; create an RSA key with `openssl genrsa 2048`"
            }
        }
    }
}
