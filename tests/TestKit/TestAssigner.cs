using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garita.TestKit;

/// <summary>
/// A server root, its issuer and an assigner under it, made for one test by the framework's own builder: what signs the
/// updates that a server assigns to devices.
/// </summary>
public sealed class TestAssigner : IDisposable
{
    /// <summary>The purpose of an assigner's certificate, as docs/pki.md has it.</summary>
    public const string Purpose = "2.25.1370265068193383868";

    private readonly ECDsa _rootKey = NewKey();
    private readonly ECDsa _issuerKey = NewKey();
    private readonly ECDsa _key = NewKey();
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _issuer;

    /// <summary>Makes all three, valid now.</summary>
    public TestAssigner()
        : this(TimeProvider.System.GetUtcNow())
    {
    }

    /// <summary>Makes all three, valid from a day before a moment to a year after it.</summary>
    public TestAssigner(DateTimeOffset around)
    {
        (From, Until) = (around.AddDays(-1), around.AddYears(1));
        CertificateRequest root = new("CN=Test server root", _rootKey, HashAlgorithmName.SHA256);
        AddAuthority(root, _rootKey);
        _root = root.CreateSelfSigned(From, Until);
        CertificateRequest issuer = new("CN=Test servers", _issuerKey, HashAlgorithmName.SHA256);
        AddAuthority(issuer, _issuerKey);
        issuer.CertificateExtensions.Add(AuthorityKey(_rootKey));
        using X509Certificate2 bare = issuer.Create(_root, From, Until, RandomNumberGenerator.GetBytes(8));
        _issuer = bare.CopyWithPrivateKey(_issuerKey);
        Leaf = Issue(Purpose);
    }

    /// <summary>From when all three are valid.</summary>
    public DateTimeOffset From { get; }

    /// <summary>Until when.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>The server root in DER: what devices hold.</summary>
    public byte[] Root => _root.RawData;

    /// <summary>The server issuer in DER.</summary>
    public byte[] Issuer => _issuer.RawData;

    /// <summary>The assigner's certificate in DER.</summary>
    public byte[] Leaf { get; }

    /// <summary>A certificate of the same key and issuer for other purposes.</summary>
    /// <param name="purposes">Object identifiers.</param>
    public byte[] Issue(params string[] purposes)
    {
        CertificateRequest request = new("CN=Test assigner", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        OidCollection usages = [.. purposes.Select(purpose => new Oid(purpose))];
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        request.CertificateExtensions.Add(AuthorityKey(_issuerKey));
        using X509Certificate2 leaf = request.Create(_issuer, From, Until, RandomNumberGenerator.GetBytes(8));
        return leaf.RawData;
    }

    /// <summary>Signs with the assigner's key, ecdsa-with-SHA256.</summary>
    /// <returns>An Ecdsa-Sig-Value in DER.</returns>
    public byte[] Sign(ReadOnlySpan<byte> data) =>
        _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _issuer.Dispose();
        _rootKey.Dispose();
        _issuerKey.Dispose();
        _key.Dispose();
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static void AddAuthority(CertificateRequest request, ECDsa key)
    {
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(KeyIdentifier(key), false));
    }

    private static X509AuthorityKeyIdentifierExtension AuthorityKey(ECDsa key) =>
        X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(KeyIdentifier(key));

    // RFC 7093 2, method 1: the first 160 bits of the SHA-256 of the point.
    private static byte[] KeyIdentifier(ECDsa key)
    {
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return SHA256.HashData([4, .. point.X!, .. point.Y!])[..20];
    }
}
