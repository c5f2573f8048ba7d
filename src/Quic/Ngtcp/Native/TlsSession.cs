using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>One handshake's TLS state.</summary>
internal sealed unsafe class TlsSession : IDisposable
{
    private const uint Server = 1, Client = 2, NoTickets = 1 << 21;
    private const int CertificateType = 1, NameTypeDns = 1, RequestOnly = 1, Require = 2;
    private const uint AlpnMandatory = 1, AlpnServerPrecedence = 2;

    // The longest chain that is looked at; GnuTLS's own limit for verifying.
    private const int MaxChain = 16;

    private readonly TlsCredentials _credentials;

    private TlsSession(void* session, TlsCredentials credentials)
    {
        Session = session;
        _credentials = credentials;
        bool held = false;
        credentials.DangerousAddRef(ref held);
    }

    /// <summary>GnuTLS's own.</summary>
    public void* Session { get; }

    /// <summary>Makes the session of a connection.</summary>
    /// <param name="setup">What the endpoint wants.</param>
    /// <param name="reference">Leads back to the connection; lives longer than the session.</param>
    /// <exception cref="CryptographicException">GnuTLS did not take something.</exception>
    public static TlsSession Create(NgSetup setup, NgConnRef* reference)
    {
        void* raw;
        TlsCredentials.Check(GnuTlsCalls.Init(&raw, (setup.IsServer ? Server : Client) | NoTickets));
        TlsSession session = new(raw, setup.Credentials);
        try
        {
            session.Configure(setup, reference);
            return session;
        }
        catch (CryptographicException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The application protocol agreed on.</summary>
    public string Protocol()
    {
        GnuTlsDatum chosen;
        return GnuTlsCalls.AlpnGet(Session, &chosen) == 0
            ? Encoding.ASCII.GetString(chosen.Data, (int)chosen.Length)
            : string.Empty;
    }

    /// <summary>The name that the client asked for.</summary>
    public string? ServerName()
    {
        byte* name = stackalloc byte[256];
        nuint length = 256;
        uint type;
        return GnuTlsCalls.ServerNameGet(Session, name, &length, &type, 0) == 0 && length > 0
            ? Encoding.ASCII.GetString(name, (int)length)
            : null;
    }

    /// <summary>The peer's certificates, leaf first. The caller owns them.</summary>
    /// <exception cref="CryptographicException">One of them does not parse.</exception>
    public List<X509Certificate2> PeerChain()
    {
        uint count;
        GnuTlsDatum* chain = GnuTlsCalls.PeerChain(Session, &count);
        List<X509Certificate2> certificates = [];
        for (int i = 0; chain is not null && i < Math.Min(count, MaxChain); i++)
        {
            certificates.Add(X509CertificateLoader.LoadCertificate(
                new ReadOnlySpan<byte>(chain[i].Data, (int)chain[i].Length)));
        }

        return certificates;
    }

    public void Dispose()
    {
        GnuTlsCalls.Deinit(Session);
        _credentials.DangerousRelease();
    }

    private void Configure(NgSetup setup, NgConnRef* reference)
    {
        TlsCredentials.Check(GnuTlsCalls.PrioritySet(Session, TlsCredentials.Priority));
        int configured = setup.IsServer
            ? CryptoCalls.ConfigureServer(Session)
            : CryptoCalls.ConfigureClient(Session);
        if (configured != 0)
        {
            throw new CryptographicException("ngtcp2 could not configure the TLS session");
        }

        GnuTlsCalls.SetPointer(Session, reference);
        TlsCredentials.Check(
            GnuTlsCalls.CredentialsUse(Session, CertificateType, (void*)setup.Credentials.DangerousGetHandle()));
        OfferProtocols(setup);
        GnuTlsCalls.SetVerify(Session, NativeCallbacks.Verify);
        if (setup.IsServer)
        {
            GnuTlsCalls.RequestCertificate(Session, setup.CertificateRequired ? Require : RequestOnly);
        }
        else
        {
            AskFor(setup.ServerName!);
        }
    }

    private void AskFor(string serverName)
    {
        // RFC 6066 3: addresses are no names.
        if (!IPAddress.TryParse(serverName, out _))
        {
            byte[] name = Encoding.ASCII.GetBytes(serverName);
            fixed (byte* start = name)
            {
                TlsCredentials.Check(GnuTlsCalls.ServerNameSet(Session, NameTypeDns, start, (nuint)name.Length));
            }
        }
    }

    private void OfferProtocols(NgSetup setup)
    {
        // GnuTLS copies the names, so they need to stay put for this call alone.
        int count = setup.Protocols.Count;
        GnuTlsDatum* datums = stackalloc GnuTlsDatum[count];
        byte* room = stackalloc byte[setup.Protocols.Sum(p => p.Length)];
        for (int i = 0; i < count; i++)
        {
            int length = Encoding.ASCII.GetBytes(setup.Protocols[i], new Span<byte>(room, setup.Protocols[i].Length));
            datums[i] = new GnuTlsDatum { Data = room, Length = (uint)length };
            room += length;
        }

        uint flags = AlpnMandatory | (setup.IsServer ? AlpnServerPrecedence : 0);
        TlsCredentials.Check(GnuTlsCalls.AlpnSet(Session, datums, (uint)count, flags));
    }
}
