using System.Text.Json;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Identities;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>Serves what a device signs with its own key.</summary>
internal sealed class DeviceRequests(BootstrapSurroundings around)
{
    // Beside tokens and commands, in a reply of 8 KiB.
    private const int MaxSettingsBytes = 2 * 1024;
    private const int MaxSettingsDepth = 5;

    private readonly PublishRequests _publishing = new(around);
    private readonly EnrollRequests _enrolling = new(around);

    /// <summary>Answers one request.</summary>
    public async Task<Answer> AnswerAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        if (!request.Caller.MaySpeakFor(request.Device))
        {
            return Answer.Refuse(
                request.Body.Op == BootstrapOp.Login ? BootstrapCode.CodeRefused : BootstrapCode.TokenRefused,
                "OtherCertificate");
        }

        return request.Body.Op switch
        {
            BootstrapOp.Login => await LoginAsync(request, cancellationToken).ConfigureAwait(false),
            BootstrapOp.Publish => await _publishing.AnswerAsync(request, cancellationToken).ConfigureAwait(false),
            BootstrapOp.Refresh => await RefreshAsync(request, cancellationToken).ConfigureAwait(false),
            BootstrapOp.Enroll => await _enrolling.AnswerAsync(request, cancellationToken).ConfigureAwait(false),
            BootstrapOp.Logout => await LogoutAsync(request, cancellationToken).ConfigureAwait(false),
            BootstrapOp.Register => throw new InvalidOperationException("a registration is not signed"),
        };
    }

    /// <summary>What a device is told of a refusal.</summary>
    public static BootstrapCode CodeOf(SessionRefusal refusal) => refusal switch
    {
        SessionRefusal.None => BootstrapCode.Ok,
        SessionRefusal.Expired => BootstrapCode.TokenExpired,
        SessionRefusal.OtherKey => BootstrapCode.SignatureRefused,
        SessionRefusal.Replayed => BootstrapCode.SequenceRefused,
        SessionRefusal.NoToken or SessionRefusal.OtherDevice or SessionRefusal.Ended
            or SessionRefusal.DeviceDisabled or SessionRefusal.Reused => BootstrapCode.TokenRefused,
    };

    private async Task<Answer> LoginAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        LoginRequest login = new(
            request.Device, request.Message.Key, request.Message.Signer.Text, request.Caller.Batch, request.Number)
        {
            Factor = request.Body.Login!.Factor,
            Code = request.Body.Login.Code,
        };
        LoginResult result = await around.Logins.LoginAsync(login, cancellationToken).ConfigureAwait(false);
        if (result.Tokens is not { } tokens)
        {
            // Who asks for a person's yes is told to wait, whoever it is: an unknown device waits for ever.
            bool waits = login.Factor == SecondFactor.Approval;
            return Answer.Refuse(waits ? BootstrapCode.Pending : BootstrapCode.CodeRefused, result.Refusal);
        }

        BootstrapLog.LoggedIn(around.Logger, request.Device);
        return await GiveAsync(request.Device, tokens, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer> RefreshAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        RefreshResult result = await around.Sessions
            .RefreshAsync(request.Call, request.Body.Refresh!.Token, cancellationToken).ConfigureAwait(false);
        if (result.Tokens is not { } tokens)
        {
            if (result.Refusal == SessionRefusal.Reused)
            {
                BootstrapLog.Reused(around.Logger, request.Device);
            }

            return Answer.Refuse(CodeOf(result.Refusal), result.Refusal);
        }

        BootstrapLog.Refreshed(around.Logger, request.Device);
        return await GiveAsync(request.Device, tokens, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer> GiveAsync(Identity device, IssuedTokens tokens, CancellationToken cancellationToken)
    {
        Note(device);
        return Answer.Ok with
        {
            Tokens = BodyOf(tokens),
            Keys = around.Keys.Messages.Handed,
            Device = await DescribeAsync(device, cancellationToken).ConfigureAwait(false),
            Commands = around.Commands.Take(device),
        };
    }

    private async Task<Answer> LogoutAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        CallResult call = await around.Sessions
            .AdmitAsync(request.Call, request.Body.Logout!.Token, cancellationToken).ConfigureAwait(false);
        if (call.Session is not { } session)
        {
            return Answer.Refuse(CodeOf(call.Refusal), call.Refusal);
        }

        await around.Sessions.EndAsync(session, SessionEnd.LoggedOut, cancellationToken).ConfigureAwait(false);
        around.Commands.Forget(request.Device);
        BootstrapLog.LoggedOut(around.Logger, request.Device);
        return Answer.Ok;
    }

    private void Note(Identity device)
    {
        around.Liveness.Saw(device);
        around.Commands.Heard(device);
    }

    private static TokensBody BodyOf(IssuedTokens tokens) => new(
        tokens.Access,
        (int)tokens.AccessLife.TotalSeconds,
        tokens.Refresh.Reveal(),
        (int)tokens.RefreshLife.TotalSeconds);

    // A device configures itself from its desired state, as one with a certificate does.
    private async Task<DeviceBody> DescribeAsync(Identity device, CancellationToken cancellationToken)
    {
        StateDocument desired = await around.States.GetDesiredAsync(device, cancellationToken).ConfigureAwait(false);
        DeviceLiving living = await around.Database.ReadAsync(
            db => Storage.BootstrapDeviceTable.Find(db, device)?.Living ?? DeviceLiving.Tokens, cancellationToken)
            .ConfigureAwait(false);
        return new DeviceBody(
            device.Name,
            around.Registry.Get(device)?.Type,
            living == DeviceLiving.Certificate,
            desired.State is { } state && Fits(state) ? state : null);
    }

    private static bool Fits(JsonElement state)
    {
        try
        {
            string raw = state.GetRawText();
            using JsonDocument parsed = JsonDocument.Parse(
                raw, new JsonDocumentOptions { MaxDepth = MaxSettingsDepth });
            return raw.Length <= MaxSettingsBytes && parsed.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
