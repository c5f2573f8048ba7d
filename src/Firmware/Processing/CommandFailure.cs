using Garita.Firmware.Manifests.Commands;

namespace Garita.Firmware.Processing;

/// <summary>A command that failed. A condition's failure may be soft; a directive's never is.</summary>
internal sealed record CommandFailure(ProcessingOutcome Outcome, CommandCode Command, int Component, bool IsCondition);
