using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>What is to be told, before it is addressed and signed.</summary>
/// <param name="Code">The one word.</param>
internal sealed record Answer(BootstrapCode Code)
{
    private const int SlowDownSeconds = 30;
    private const int PendingSeconds = 10;

    /// <summary>Why, for the log; null where nothing was refused.</summary>
    public string? Reason { get; init; }

    public RegisteredBody? Registered { get; init; }

    public TokensBody? Tokens { get; init; }

    public DeviceBody? Device { get; init; }

    public EnrolledBody? Enrolled { get; init; }

    public IReadOnlyList<PendingCommand>? Commands { get; init; }

    public IReadOnlyList<string>? Keys { get; init; }

    public static Answer Ok { get; } = new(BootstrapCode.Ok);

    public static Answer Refuse(BootstrapCode code, Enum reason) => new(code) { Reason = reason.ToString() };

    public static Answer Refuse(BootstrapCode code, string reason) => new(code) { Reason = reason };

    /// <summary>Addresses it.</summary>
    public BootstrapReply To(string uuid, string request) => new(
        BootstrapWire.Version,
        uuid,
        request,
        Code,
        Code is BootstrapCode.SlowDown or BootstrapCode.Unavailable ? SlowDownSeconds
            : Code == BootstrapCode.Pending ? PendingSeconds
            : null,
        Registered,
        Tokens,
        Device,
        Enrolled,
        Commands,
        Keys);
}
