using Garita.Device.Update.Slots;

namespace Garita.Device.Update.Boot;

/// <summary>What the boot loader does at the next start.</summary>
/// <param name="Confirmed">The slot that is started when nothing else is tried.</param>
/// <param name="Trial">The slot that is tried first; null when none is.</param>
/// <param name="AttemptsLeft">Starts that the trial still has; 0 without a trial.</param>
/// <param name="GivenUp">
/// The slot whose trial the boot loader ended by itself, until the next order; it tells a trial that failed from one
/// that was never begun.
/// </param>
public sealed record BootState(SlotName Confirmed, SlotName? Trial, int AttemptsLeft, SlotName? GivenUp)
{
    /// <summary>Nothing is on trial, and nothing was given up.</summary>
    public static BootState Of(SlotName confirmed) => new(confirmed, null, 0, null);
}
