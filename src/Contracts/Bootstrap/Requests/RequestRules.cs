using System.Text.Json;

namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>What a request must be beyond its shape.</summary>
internal static class RequestRules
{
    private const int MaxName = 64;
    private const int MaxSeries = 128;
    private const int MaxError = 256;

    /// <summary>Why nobody takes this request.</summary>
    public static MessageRefusal Check(BootstrapRequest request)
    {
        if (request.V != BootstrapWire.Version)
        {
            return MessageRefusal.Version;
        }

        if (!HasItsBodyAlone(request) || request.Seq is null != (request.Op == BootstrapOp.Register))
        {
            return MessageRefusal.Body;
        }

        bool fits = Rules.IsUuid(request.Uuid)
            && request.Seq is not < 1
            && Rules.IsBase64Url(request.Nonce, BootstrapMessages.NonceBytes)
            && BodyFits(request);
        return fits ? MessageRefusal.None : MessageRefusal.Value;
    }

    private static bool HasItsBodyAlone(BootstrapRequest request)
    {
        object?[] bodies =
            [request.Register, request.Login, request.Publish, request.Refresh, request.Enroll, request.Logout];
        object? named = request.Op switch
        {
            BootstrapOp.Register => request.Register,
            BootstrapOp.Login => request.Login,
            BootstrapOp.Publish => request.Publish,
            BootstrapOp.Refresh => request.Refresh,
            BootstrapOp.Enroll => request.Enroll,
            BootstrapOp.Logout => request.Logout,
        };
        return named is not null && bodies.Count(body => body is not null) == 1;
    }

    private static bool BodyFits(BootstrapRequest request) => request.Op switch
    {
        BootstrapOp.Register => Fits(request.Register!),
        BootstrapOp.Login => Fits(request.Login!),
        BootstrapOp.Publish => Fits(request.Publish!),
        BootstrapOp.Refresh => Rules.IsToken(request.Refresh!.Token),
        BootstrapOp.Enroll => Fits(request.Enroll!),
        BootstrapOp.Logout => Rules.IsToken(request.Logout!.Token),
    };

    private static bool Fits(EnrollBody body) =>
        (body.Token is null || Rules.IsToken(body.Token)) && Rules.IsPem(body.Csr);

    private static bool Fits(RegisterBody body) =>
        Rules.IsText(body.Type, MaxName)
        && Rules.IsText(body.Serial, MaxName)
        && body.Factors.Count >= 1
        && body.Factors.Distinct().Count() == body.Factors.Count
        && Rules.IsBase64Url(body.Key, 32);

    private static bool Fits(LoginBody body) => body.Factor == SecondFactor.Approval
        ? body.Code is null
        : body.Code is not null && Rules.IsText(body.Code, MaxName);

    private static bool Fits(PublishBody body) =>
        Rules.IsToken(body.Token)
        && body.Measures.Count <= BootstrapMessages.MaxMeasures
        && body.Answers.Count <= BootstrapMessages.MaxCommands
        && body.Measures.All(m =>
            m is not null && Rules.IsText(m.Series, MaxSeries) && m.Payload.ValueKind == JsonValueKind.Object)
        && body.Answers.All(Fits);

    private static bool Fits(CommandAnswer answer) =>
        answer is not null
        && Rules.IsName(answer.Id)
        && (answer.Ok ? answer.Error is null : answer.Result is null && Rules.IsText(answer.Error, MaxError));
}
