using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>
/// A certificate with its key as GnuTLS holds it, shared by many sessions; each counts as a holder, so that it is freed
/// after the last.
/// </summary>
internal sealed unsafe class TlsCredentials : SafeHandle
{
    private const int FormatPem = 1;

    // TLS 1.3 alone. P-256 first, as our certificates have it; X25519 for clients that guess it.
    private const string Rules = "%DISABLE_TLS13_COMPAT_MODE:NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-GCM:"
        + "+AES-256-GCM:+CHACHA20-POLY1305:-GROUP-ALL:+GROUP-SECP256R1:+GROUP-X25519\0";

    private static readonly nint PriorityOfAll = MakePriority();

    /// <summary>Empty, until <see cref="Create"/> fills it.</summary>
    public TlsCredentials()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The rules that every session follows.</summary>
    public static void* Priority => (void*)PriorityOfAll;

    /// <summary>Hands a certificate and its key to GnuTLS.</summary>
    /// <param name="certificate">Null makes credentials that show nothing.</param>
    /// <exception cref="CryptographicException">The key cannot be exported, or GnuTLS does not take it.</exception>
    public static TlsCredentials Create(QuicCertificate? certificate)
    {
        TlsCredentials made = new();
        void* credentials;
        Check(GnuTlsCalls.CredentialsInit(&credentials));
        made.SetHandle((nint)credentials);
        if (certificate is not null)
        {
            made.Load(certificate);
        }

        return made;
    }

    /// <summary>Throws where GnuTLS reports an error.</summary>
    public static void Check(int result)
    {
        if (result < 0)
        {
            throw new CryptographicException(
                "GnuTLS: " + Marshal.PtrToStringUTF8(GnuTlsCalls.ErrorText(result)));
        }
    }

    protected override bool ReleaseHandle()
    {
        GnuTlsCalls.CredentialsFree((void*)handle);
        return true;
    }

    private void Load(QuicCertificate certificate)
    {
        byte[] chain = Encoding.ASCII.GetBytes(string.Join(
            '\n', certificate.Issuers.Prepend(certificate.Leaf).Select(c => c.ExportCertificatePem())));
        using ECDsa key = certificate.Leaf.GetECDsaPrivateKey()!;
        byte[] plain = key.ExportPkcs8PrivateKey();
        char[] pem = PemEncoding.Write("PRIVATE KEY", plain);
        byte[] secret = Encoding.ASCII.GetBytes(pem);
        try
        {
            fixed (byte* chainStart = chain, secretStart = secret)
            {
                GnuTlsDatum chainDatum = new() { Data = chainStart, Length = (uint)chain.Length };
                GnuTlsDatum keyDatum = new() { Data = secretStart, Length = (uint)secret.Length };
                Check(GnuTlsCalls.CredentialsSetKey((void*)handle, &chainDatum, &keyDatum, FormatPem, null, 0));
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(secret);
            pem.AsSpan().Clear();
        }
    }

    private static nint MakePriority()
    {
        void* priority;
        byte* errorAt;
        byte[] rules = Encoding.ASCII.GetBytes(Rules);
        fixed (byte* text = rules)
        {
            Check(GnuTlsCalls.PriorityInit(&priority, text, &errorAt));
        }

        return (nint)priority;
    }
}
