namespace Garita.Contracts.Bootstrap.Replies;

/// <summary>
/// One reply: the payload of a compact JWS by one of the server's message keys. <see cref="BootstrapCode.Ok"/> brings
/// what goes with the op and any other code brings nothing.
/// </summary>
/// <param name="V">1.</param>
/// <param name="Uuid">The uuid that the request named.</param>
/// <param name="Request">The request's <see cref="BootstrapWire.HashOf"/>.</param>
/// <param name="Code">What came of it.</param>
/// <param name="RetryAfter">
/// Seconds to wait, 1 to 86 400; there with <see cref="BootstrapReaction.AskAgain"/> and with nothing else.
/// </param>
/// <param name="Registered">To <c>register</c>.</param>
/// <param name="Tokens">To <c>login</c> and <c>refresh</c>.</param>
/// <param name="Device">To <c>login</c>; to <c>refresh</c> where it changed.</param>
/// <param name="Enrolled">To <c>enroll</c>.</param>
/// <param name="Commands">
/// What the device is to do next, oldest first, at most <see cref="BootstrapMessages.MaxCommands"/>; to <c>login</c>,
/// <c>publish</c> and <c>refresh</c>. Each comes again until it was answered.
/// </param>
/// <param name="Keys">
/// The message keys that replies are believed by from now on, the current one and the next, each a SubjectPublicKeyInfo
/// in base64url; to <c>login</c> and <c>refresh</c>.
/// </param>
public sealed record BootstrapReply(
    int V,
    string Uuid,
    string Request,
    BootstrapCode Code,
    int? RetryAfter = null,
    RegisteredBody? Registered = null,
    TokensBody? Tokens = null,
    DeviceBody? Device = null,
    EnrolledBody? Enrolled = null,
    IReadOnlyList<PendingCommand>? Commands = null,
    IReadOnlyList<string>? Keys = null);
