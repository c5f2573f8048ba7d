namespace Garita.Device.Update.Machine;

/// <summary>Why an update ends before activation.</summary>
internal sealed record UpdateEnd(UpdateEvent Event, UpdateOutcome Outcome)
{
    public static UpdateEnd Superseded { get; } = new(UpdateEvent.Withdrawn, UpdateOutcome.Superseded);

    public static UpdateEnd Withdrawn { get; } = new(UpdateEvent.Withdrawn, UpdateOutcome.Withdrawn);

    public static UpdateEnd ReadBackFailed { get; } = new(UpdateEvent.ReadBackBad, UpdateOutcome.ReadBackFailed);

    public static UpdateEnd BudgetSpent { get; } = new(UpdateEvent.BudgetSpent, UpdateOutcome.BudgetSpent);

    public static UpdateEnd StorageFailed { get; } = new(UpdateEvent.StorageFailed, UpdateOutcome.StorageFailed);
}
