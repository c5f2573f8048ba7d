namespace Garita.Device.Update.Machine;

/// <summary>Why an update ends before activation.</summary>
internal sealed record UpdateEnd(UpdateEvent Event, UpdateOutcome Outcome)
{
    public static UpdateEnd Superseded { get; } = new(UpdateEvent.Withdrawn, UpdateOutcome.Superseded);

    public static UpdateEnd Withdrawn { get; } = new(UpdateEvent.Withdrawn, UpdateOutcome.Withdrawn);

    public static UpdateEnd ReadBackFailed { get; } = new(UpdateEvent.ReadBackBad, UpdateOutcome.ReadBackFailed);

    public static UpdateEnd BudgetSpent { get; } = new(UpdateEvent.BudgetSpent, UpdateOutcome.BudgetSpent);

    public static UpdateEnd StorageFailed { get; } = new(UpdateEvent.StorageFailed, UpdateOutcome.StorageFailed);

    /// <summary>What a verdict on chunks ends; null where it ends nothing.</summary>
    public static UpdateEnd? Of(TakeVerdict verdict) => verdict switch
    {
        TakeVerdict.BudgetSpent => BudgetSpent,
        TakeVerdict.StorageFailed => StorageFailed,
        TakeVerdict.Taken or TakeVerdict.NotNext or TakeVerdict.Refused or TakeVerdict.NotAsked => null,
    };
}
