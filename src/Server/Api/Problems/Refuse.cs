using Garita.Authority.Issuing;
using Garita.Contracts.Api;
using Garita.Contracts.Identities;
using Garita.Pki.Requests;
using Garita.Server.Registry;
using Garita.Server.Storage;

namespace Garita.Server.Api.Problems;

/// <summary>Every error the API knows, in one place, so that one type always has one status and one title.</summary>
internal static class Refuse
{
    public static ProblemResult Field(string field, string detail) =>
        Make(ProblemTypes.InvalidField, "A value is wrong", 400, detail, field);

    public static ProblemResult Body(string detail, string? field = null) =>
        Make(ProblemTypes.InvalidBody, "The body is not what the route asks for", 400, detail, field);

    public static ProblemResult NotAuthenticated(string detail) => Make(
        ProblemTypes.NotAuthenticated, "Neither an operator's certificate nor a token that works", 401, detail);

    public static ProblemResult NotAllowed(string detail) =>
        Make(ProblemTypes.NotAllowed, "Not allowed", 403, detail);

    public static ProblemResult Origin(string origin) => Make(
        ProblemTypes.OriginRefused, "The origin is not on the list", 403,
        $"Pages of '{origin}' may change nothing here.");

    public static ProblemResult Upgrade(string detail) =>
        Make(ProblemTypes.UpgradeRequired, "Only as a WebSocket", 426, detail);

    public static ProblemResult NotImplemented(string detail) =>
        Make(ProblemTypes.NotImplemented, "Not in this way", 501, detail);

    public static ProblemResult WrongPassphrase() => Make(
        ProblemTypes.WrongPassphrase, "The passphrase does not unlock the issuer of people", 403, null, "passphrase");

    public static ProblemResult NotFound(string what) => Make(ProblemTypes.NotFound, "Not found", 404, what);

    public static ProblemResult NoIdentity(IdentityKind kind, string name) =>
        NotFound($"There is no {kind.ToString().ToLowerInvariant()} '{name}'.");

    public static ProblemResult TooMany(string detail) =>
        Make(ProblemTypes.TooManyRequests, "Too many requests", 429, detail);

    public static ProblemResult Range(string detail) =>
        Make(ProblemTypes.RangeNotSatisfiable, "Not such a range", 416, detail);

    public static ProblemResult Policy(string detail) =>
        Make(ProblemTypes.InvalidPolicy, "The policy has mistakes; the old one stays in force", 422, detail);

    public static ProblemResult Removed(string name) =>
        Make(ProblemTypes.Removed, "Removed for good", 409,
            $"'{name}' was removed, and a removed id never comes back.");

    public static ProblemResult LastOperator(string name) => Make(
        ProblemTypes.LastOperator, "The last operator stays", 409,
        $"'{name}' is the last active operator; add another first.");

    public static ProblemResult Taken(string field, string name, AddRefusal refusal) =>
        Make(ProblemTypes.IdTaken, "The id is taken", 409, Words(name, refusal), field);

    public static ProblemResult TokenTaken(string name) => Make(
        ProblemTypes.IdTaken, "The id is taken", 409,
        $"A token '{name}', or one that differs only by case, exists.", "name");

    public static ProblemResult Csr(CsrRefusal refusal) => Make(
        ProblemTypes.InvalidSigningRequest, "The signing request cannot be certified", 400,
        CsrWords.Of(refusal), "csrPem");

    public static ProblemResult Issue(IssueRefusal refusal) => refusal switch
    {
        IssueRefusal.KeyOfAnother or IssueRefusal.KeyOfAuthority => Make(
            ProblemTypes.KeyInUse,
            "The public key is in use",
            409,
            "The public key is already certified for another identity. Make a new key; every identity has its own.",
            "csrPem"),
        IssueRefusal.BadName => Field("id", "The common name would be longer than 64 characters."),
        IssueRefusal.ClockBeforeAuthority =>
            Unavailable("This machine's clock stands before the issuer's validity begins."),
        IssueRefusal.IssuerExpired => Unavailable("The issuer's validity is over or ends within a day."),
        IssueRefusal.None or IssueRefusal.WrongIssuer or IssueRefusal.SigningFailed or IssueRefusal.Mismatched =>
            Fault(),
    };

    public static ProblemResult Storage(StorageFault fault) => Unavailable(fault switch
    {
        StorageFault.Full => "The disk is full; nothing was stored.",
        StorageFault.ReadOnly => "The data directory cannot be written; nothing was stored.",
        StorageFault.Closed => "The server is stopping.",
        StorageFault.NewerSchema or StorageFault.Damaged or StorageFault.Busy or StorageFault.Unavailable =>
            "The database cannot be read or written; the log has the rest.",
    });

    public static ProblemResult Unavailable(string detail) =>
        Make(ProblemTypes.Unavailable, "Cannot be done now", 503, detail);

    public static ProblemResult Fault() => Make(ProblemTypes.ServerFault, "A fault of the server", 500, null);

    /// <summary>For what the framework refuses by itself.</summary>
    public static ProblemResult Status(int status) => status switch
    {
        404 => NotFound("There is no such route."),
        405 => Make(ProblemTypes.MethodNotAllowed, "Not with this method", 405, null),
        413 => Make(ProblemTypes.BodyTooLarge, "The body is too large", 413, null),
        415 => Make(
            ProblemTypes.UnsupportedMediaType, "Only application/json", 415, "Send the body as application/json."),
        503 => Unavailable("The server is stopping."),
        504 => Make(ProblemTypes.TimedOut, "It took too long", 504, null),
        >= 400 and < 500 => Body("The request cannot be read."),
        _ => Fault(),
    };

    private static ProblemResult Make(string type, string title, int status, string? detail, string? field = null) =>
        new(new Problem(type, title, status, detail, field));

    private static string Words(string name, AddRefusal refusal) => refusal switch
    {
        AddRefusal.Taken => $"'{name}' exists.",
        AddRefusal.TakenInOtherCase => $"An id that differs from '{name}' only by case is or was in use.",
        AddRefusal.WasRemoved => $"'{name}' was removed, and an id is never used again.",
        AddRefusal.BuiltIn => $"'{name}' is a service inside this program.",
        AddRefusal.None => string.Empty,
    };
}
