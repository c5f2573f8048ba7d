namespace Garita.Firmware.Manifests.Commands;

/// <summary>Commands in order.</summary>
/// <param name="Commands">At least one.</param>
public sealed record CommandSequence(IReadOnlyList<Command> Commands);
