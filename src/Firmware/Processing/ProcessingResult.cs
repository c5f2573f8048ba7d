using Garita.Firmware.Manifests;
using Garita.Firmware.Manifests.Commands;

namespace Garita.Firmware.Processing;

/// <summary>How carrying out a manifest ended, and where.</summary>
/// <param name="Outcome">The one reason, or <see cref="ProcessingOutcome.Done"/>.</param>
/// <param name="Section">The section that was due; the shared sequence runs as a part of it.</param>
/// <param name="Command">The command that failed; null where it was none.</param>
/// <param name="Component">The component it failed on; null where it was none.</param>
public sealed record ProcessingResult(
    ProcessingOutcome Outcome,
    ManifestSection? Section = null,
    CommandCode? Command = null,
    ComponentId? Component = null);
