using System.Security.Cryptography.X509Certificates;
using Garita.Pki.Keys;

namespace Garita.Pki.Issuing;

/// <summary>How a certificate points to who signed it: the issuer's name and key.</summary>
/// <param name="Name">The issuer's subject, byte for byte.</param>
/// <param name="Key">The issuer's public key; the key identifier follows from it.</param>
public sealed record IssuerName(X500DistinguishedName Name, EcPublicKey Key);
