using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.Authority.Tests.Issuing;

/// <summary>A token that fails or signs the wrong thing.</summary>
internal sealed class BadKey(ISigningKey real, BadKeyMode mode) : ISigningKey
{
    public EcPublicKey PublicKey => real.PublicKey;

    public byte[] Sign(ReadOnlySpan<byte> data) => mode switch
    {
        BadKeyMode.Fails => throw new CryptographicException("the token was pulled out"),
        BadKeyMode.SignsOtherData => real.Sign([.. data, 0]),
    };
}
