using Garita.Device.Update.Slots;

namespace Garita.Device.Update.Boot;

/// <summary>Orders to a boot loader that reads a <see cref="BootRecord"/>.</summary>
/// <param name="record">Where the orders are left.</param>
/// <param name="running">The slot that this program was started from.</param>
public sealed class RecordBootControl(BootRecord record, SlotName running) : IBootControl
{
    /// <inheritdoc/>
    public SlotName Running => running;

    /// <inheritdoc/>
    public BootState Read() => record.Read() ?? BootState.Of(running);

    /// <inheritdoc/>
    public void StartTrial(SlotName slot, int attempts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(attempts);
        record.Write(new BootState(Read().Confirmed, slot, attempts, GivenUp: null));
    }

    /// <inheritdoc/>
    public void Confirm(SlotName slot)
    {
        BootState confirmed = BootState.Of(slot);
        if (record.Read() != confirmed)
        {
            record.Write(confirmed);
        }
    }

    /// <inheritdoc/>
    public void EndTrial()
    {
        BootState state = Read();
        if (state.Trial is not null)
        {
            record.Write(BootState.Of(state.Confirmed));
        }
    }
}
