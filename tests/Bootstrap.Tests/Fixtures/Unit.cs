using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Contracts.Identities;
using Garita.Pki.Jose;
using Garita.Pki.Keys;

namespace Garita.Bootstrap.Tests.Fixtures;

/// <summary>A device: its uuid, its own key, and what it was told.</summary>
internal sealed class Unit : IDisposable, ISigningKey
{
    private readonly ECDsa _pair;
    private readonly IReadOnlyList<EcPublicKey> _messageKeys;
    private long _sequence;

    public Unit(Bench bench, string uuid)
        : this(bench, uuid, ECDsa.Create(ECCurve.NamedCurves.nistP256))
    {
    }

    private Unit(Bench bench, string uuid, ECDsa pair)
    {
        _pair = pair;
        Uuid = uuid;
        _messageKeys = bench.Server.Bootstrap.MessageKeys;
        PublicKey = EcPublicKey.Of(_pair);
    }

    public string Uuid { get; }

    public Identity Identity => Identity.Device(Uuid);

    public EcPublicKey PublicKey { get; }

    public string Thumbprint => KeyThumbprint.Of(PublicKey).Text;

    public TokensBody? Tokens { get; set; }

    /// <summary>The private half, as somebody would write it down by mistake.</summary>
    public byte[] Scalar => _pair.ExportParameters(includePrivateParameters: true).D!;

    /// <summary>The same key in another device's name.</summary>
    public Unit As(string uuid, Bench bench) =>
        new(bench, uuid, ECDsa.Create(_pair.ExportParameters(includePrivateParameters: true)));

    public byte[] Sign(ReadOnlySpan<byte> data) =>
        _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public static string NewUuid() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString("D");

    public byte[] Register(params SecondFactor[] factors) => BootstrapMessages.Write(
        Request(BootstrapOp.Register) with
        {
            Seq = null,
            Register = new RegisterBody(
                "thermometer", "T-1", factors.Length == 0 ? [SecondFactor.Sms] : factors, Thumbprint),
        });

    public byte[] Login(string? code, SecondFactor factor = SecondFactor.Sms) =>
        Signed(Request(BootstrapOp.Login) with { Login = new LoginBody(factor, code) });

    public byte[] Publish(string series, double value, params CommandAnswer[] answers) =>
        Signed(Request(BootstrapOp.Publish) with
        {
            Publish = new PublishBody(
                Tokens!.Access,
                series.Length == 0
                    ? []
                    : [new Measure(series, JsonSerializer.SerializeToElement(new { value }))],
                answers),
        });

    public byte[] Refresh() =>
        Signed(Request(BootstrapOp.Refresh) with { Refresh = new RefreshBody(Tokens!.Refresh) });

    public byte[] Enroll() => Signed(Request(BootstrapOp.Enroll) with
    {
        Enroll = new EnrollBody(
            new CertificateRequest("CN=root", _pair, HashAlgorithmName.SHA256).CreateSigningRequestPem(),
            Tokens!.Access),
    });

    /// <summary>What a device asks for that comes with a certificate of its own.</summary>
    public byte[] Renew() => Signed(Request(BootstrapOp.Enroll) with
    {
        Enroll = new EnrollBody(
            new CertificateRequest("CN=root", _pair, HashAlgorithmName.SHA256).CreateSigningRequestPem()),
    });

    public byte[] Logout() =>
        Signed(Request(BootstrapOp.Logout) with { Logout = new LogoutBody(Tokens!.Access) });

    /// <summary>Asks, and believes only what the server's key signed for this request.</summary>
    public async Task<BootstrapReply> AskAsync(Road road, byte[] request, BootstrapOp op)
    {
        byte[]? bytes = await road.AskAsync(request);
        Assert.NotNull(bytes);
        Assert.Equal(JwsRefusal.None, SignedReply.TryVerify(bytes, _messageKeys, out VerifiedMessage? message));
        Assert.Equal(
            MessageRefusal.None, BootstrapMessages.TryRead(message!.Payload.Span, op, out BootstrapReply? reply));
        Assert.Equal((Uuid, BootstrapWire.HashOf(request)), (reply!.Uuid, reply.Request));
        Tokens = reply.Tokens ?? Tokens;
        return reply;
    }

    /// <summary>Register, code, login.</summary>
    public async Task<BootstrapReply> EnterAsync(Bench bench, Road road)
    {
        await AskAsync(road, Register(), BootstrapOp.Register);
        string code = await bench.ReadCodeAsync(Identity);
        BootstrapReply reply = await AskAsync(road, Login(code), BootstrapOp.Login);
        Assert.Equal(BootstrapCode.Ok, reply.Code);
        return reply;
    }

    /// <summary>The certificate of an enrolment with this unit's key.</summary>
    public BirthHolder Hold(EnrolledBody body)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(body.Chain);
        ECDsa copy = ECDsa.Create(_pair.ExportParameters(includePrivateParameters: true));
        return new BirthHolder(copy, chain[0].RawDataMemory, chain[1].RawDataMemory);
    }

    public void Dispose() => _pair.Dispose();

    private BootstrapRequest Request(BootstrapOp op) => new(
        BootstrapWire.Version,
        op,
        Uuid,
        StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(BootstrapMessages.NonceBytes)),
        ++_sequence);

    private byte[] Signed(BootstrapRequest request) => SignedRequest.Sign(BootstrapMessages.Write(request), this);
}
