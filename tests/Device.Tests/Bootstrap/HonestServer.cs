using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Device.Bootstrap;
using Garita.Pki.Jose;
using Garita.TestKit;

namespace Garita.Device.Tests.Bootstrap;

/// <summary>
/// The rules that a device may count on, in memory: numbers rise, the same bytes get the same reply, a code is good
/// once, a refresh token that was rotated gives its successor again. It remembers what it saw.
/// </summary>
internal sealed class HonestServer(TestAuthority devices, string rootsPem) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Channel<string> _codes = Channel.CreateUnbounded<string>();
    private readonly Dictionary<string, byte[]> _replies = [];
    private string? _key;
    private string? _code;
    private long _lastNumber;
    private int _tokens;
    private string? _usedRefresh;

    public SigningPair Key { get; } = new();

    public List<BootstrapRequest> Requests { get; } = [];

    public int Certificates { get; private set; }

    public List<PendingCommand> Commands { get; } = [];

    public int AccessSeconds { get; set; } = 600;

    public bool Enrolls { get; set; } = true;

    /// <summary>Whether the SMS arrives.</summary>
    public bool SendsCodes { get; set; } = true;

    /// <summary>Answers an op with this instead; null answers as usual.</summary>
    public Func<BootstrapRequest, BootstrapCode?>? Refuses { get; set; }

    public string Access => $"access-{_tokens}";

    public string Refresh => $"refresh-{_tokens}";

    public IEnumerable<BootstrapOp> Ops
    {
        get
        {
            lock (_gate)
            {
                return [.. Requests.Select(request => request.Op)];
            }
        }
    }

    public CodeInput Phone => (_, stop) => _codes.Reader.ReadAsync(stop).AsTask();

    public Deed Script(byte[] bytes) => Deed.Send(Answer(bytes));

    public byte[] Answer(byte[] bytes)
    {
        lock (_gate)
        {
            string hash = BootstrapWire.HashOf(bytes);
            if (!_replies.TryGetValue(hash, out byte[]? reply))
            {
                reply = AnswerNew(bytes, hash);
                _replies.Add(hash, reply);
            }

            return reply;
        }
    }

    public byte[] Sign(BootstrapReply reply, BootstrapOp op) =>
        SignedReply.Sign(BootstrapMessages.Write(reply, op), Key);

    public void Dispose() => Key.Dispose();

    private byte[] AnswerNew(byte[] bytes, string hash)
    {
        BootstrapRequest request = Read(bytes, out KeyThumbprint? signer);
        Requests.Add(request);
        BootstrapReply reply = new(1, request.Uuid, hash, BootstrapCode.Ok);
        if (Refuses?.Invoke(request) is { } code)
        {
            bool waits = BootstrapCodes.ReactionTo(request.Op, code) == BootstrapReaction.AskAgain;
            return Sign(reply with { Code = code, RetryAfter = waits ? 1 : null }, request.Op);
        }

        reply = request.Op == BootstrapOp.Register ? Register(request.Register!, reply) : Known(request, signer, reply);
        return Sign(reply, request.Op);
    }

    private static BootstrapRequest Read(byte[] bytes, out KeyThumbprint? signer)
    {
        ReadOnlyMemory<byte> json = bytes;
        signer = null;
        if (SignedRequest.Looks(bytes))
        {
            Assert.Equal(JwsRefusal.None, SignedRequest.TryParse(bytes, out SignedRequest? signed));
            Assert.Equal(JwsRefusal.None, signed!.TryVerify(out VerifiedMessage? message));
            (json, signer) = (message!.Payload, message.Signer);
        }

        Assert.Equal(MessageRefusal.None, BootstrapMessages.TryRead(json.Span, out BootstrapRequest? request));
        return request!;
    }

    private BootstrapReply Register(RegisterBody body, BootstrapReply reply)
    {
        _key = body.Key;
        _code = $"code-{RandomNumberGenerator.GetHexString(8)}";
        if (SendsCodes)
        {
            _codes.Writer.TryWrite(_code);
        }

        return reply with { Registered = new RegisteredBody(SecondFactor.Sms, 600, 1) };
    }

    private BootstrapReply Known(BootstrapRequest request, KeyThumbprint? signer, BootstrapReply reply)
    {
        if (signer?.Text != _key)
        {
            return reply with { Code = BootstrapCode.SignatureRefused };
        }

        if (request.Seq <= _lastNumber)
        {
            return reply with { Code = BootstrapCode.SequenceRefused };
        }

        _lastNumber = request.Seq!.Value;
        return request.Op switch
        {
            BootstrapOp.Login => Login(request.Login!, reply),
            BootstrapOp.Refresh => Rotate(request.Refresh!, reply),
            BootstrapOp.Publish => request.Publish!.Token == Access
                ? Publish(request.Publish, reply)
                : reply with { Code = BootstrapCode.TokenRefused },
            BootstrapOp.Enroll => request.Enroll!.Token == Access
                ? reply with { Enrolled = Issue(request.Uuid, request.Enroll.Csr) }
                : reply with { Code = BootstrapCode.TokenRefused },
            BootstrapOp.Register or BootstrapOp.Logout => reply,
        };
    }

    private BootstrapReply Login(LoginBody body, BootstrapReply reply)
    {
        if (_code is null || body.Code != _code)
        {
            return reply with { Code = BootstrapCode.CodeRefused };
        }

        _code = null;
        return WithTokens(reply) with { Device = new DeviceBody(reply.Uuid, "thermometer", Enrolls) };
    }

    private BootstrapReply Rotate(RefreshBody body, BootstrapReply reply)
    {
        if (body.Token == Refresh)
        {
            _usedRefresh = body.Token;
            return WithTokens(reply);
        }

        return body.Token == _usedRefresh
            ? reply with { Tokens = Tokens() }
            : reply with { Code = BootstrapCode.TokenRefused };
    }

    private BootstrapReply Publish(PublishBody body, BootstrapReply reply)
    {
        _usedRefresh = null;
        Commands.RemoveAll(command => body.Answers.Any(answer => answer.Id == command.Id));
        return reply with { Commands = [.. Commands.Take(BootstrapMessages.MaxCommands)] };
    }

    private BootstrapReply WithTokens(BootstrapReply reply)
    {
        _tokens++;
        return reply with { Tokens = Tokens() };
    }

    private TokensBody Tokens() => new(Access, AccessSeconds, Refresh, 86_400);

    private EnrolledBody Issue(string uuid, string csr)
    {
        Certificates++;
        CertificateRequest asked = CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256);
        CertificateRequest request = new(
            new X500DistinguishedName($"CN={uuid}"), asked.PublicKey, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 leaf = request.Create(
            devices.Issuer, now.AddDays(-1), now.AddDays(30), RandomNumberGenerator.GetBytes(16));
        return new EnrolledBody(devices.ChainPem(leaf), rootsPem);
    }
}
