namespace Garita.Rollouts.Planning;

/// <summary>What is to be done outside. Each may be done again with the same effect.</summary>
public abstract record PlannedAction
{
    private PlannedAction()
    {
    }

    /// <summary>Offer a device the release.</summary>
    /// <param name="Device">Whom.</param>
    /// <param name="Attempt">The number of the offer.</param>
    public sealed record Offer(string Device, int Attempt) : PlannedAction;

    /// <summary>Take the offer of the release back.</summary>
    /// <param name="Device">From whom.</param>
    public sealed record Withdraw(string Device) : PlannedAction;

    /// <summary>Offer a device the way back.</summary>
    /// <param name="Device">Whom.</param>
    /// <param name="Attempt">The number of the offer.</param>
    public sealed record OfferBack(string Device, int Attempt) : PlannedAction;

    /// <summary>Tell people.</summary>
    /// <param name="Message">What.</param>
    public sealed record Alert(string Message) : PlannedAction;

    /// <summary>Keep a record of a decision.</summary>
    /// <param name="Message">What was decided, and by what evidence.</param>
    public sealed record Note(string Message) : PlannedAction;
}
