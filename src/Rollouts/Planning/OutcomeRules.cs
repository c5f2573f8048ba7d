namespace Garita.Rollouts.Planning;

/// <summary>Whose fault an outcome is, and whether to ask again.</summary>
public static class OutcomeRules
{
    /// <summary>Whether it speaks against the release.</summary>
    public static bool IsOwnFault(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Reverted or AttemptOutcome.InstallFailed or AttemptOutcome.Rejected => true,
        AttemptOutcome.Silent or AttemptOutcome.Crashed or AttemptOutcome.Unsteady or AttemptOutcome.Worse => true,
        AttemptOutcome.None or AttemptOutcome.Installed => false,
        AttemptOutcome.Shed or AttemptOutcome.Deferred or AttemptOutcome.Offline => false,
        AttemptOutcome.RefusedByUser or AttemptOutcome.Superseded or AttemptOutcome.Withdrawn => false,
    };

    /// <summary>Whether the device may be asked again.</summary>
    public static bool MayRetry(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Reverted or AttemptOutcome.InstallFailed => true,
        AttemptOutcome.Shed or AttemptOutcome.Deferred or AttemptOutcome.Offline => true,
        AttemptOutcome.None or AttemptOutcome.Installed or AttemptOutcome.Rejected => false,
        AttemptOutcome.Silent or AttemptOutcome.Crashed or AttemptOutcome.Unsteady or AttemptOutcome.Worse => false,
        AttemptOutcome.RefusedByUser or AttemptOutcome.Superseded or AttemptOutcome.Withdrawn => false,
    };

    /// <summary>Whether the device is back at what it had, as far as it says.</summary>
    public static bool IsOffRelease(AttemptOutcome outcome) =>
        outcome is AttemptOutcome.Reverted or AttemptOutcome.InstallFailed or AttemptOutcome.Rejected;
}
