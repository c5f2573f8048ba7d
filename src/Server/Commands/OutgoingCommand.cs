namespace Garita.Server.Commands;

/// <summary>A command to send, already held to the limits.</summary>
/// <param name="Name">1 to 64 of <c>A-Z a-z 0-9 - _</c>.</param>
/// <param name="Payload">What it carries.</param>
/// <param name="Timeout">How long to wait for the reply; also how long the broker keeps it for a device that
/// lags.</param>
public sealed record OutgoingCommand(string Name, ReadOnlyMemory<byte> Payload, TimeSpan Timeout);
