using Garita.Device.Update.Slots;

namespace Garita.Device.Update.Boot;

/// <summary>
/// What a running device may say to its boot loader. Each order is one atomic write: after a power cut it was given or
/// it was not. A fault is a <see cref="DeviceException"/> or a <see cref="Garita.Durable.DurableException"/>, and the
/// order may or may not hold.
/// </summary>
public interface IBootControl
{
    /// <summary>The slot that this program was started from.</summary>
    SlotName Running { get; }

    /// <summary>The other slot: the only one that an update writes to.</summary>
    SlotName Other => Running switch
    {
        SlotName.A => SlotName.B,
        SlotName.B => SlotName.A,
    };

    /// <summary>What happens at the next start.</summary>
    BootState Read();

    /// <summary>Tries a slot at the next start, so many times at most, and then goes back by itself.</summary>
    void StartTrial(SlotName slot, int attempts);

    /// <summary>Makes a slot the one that is started from now on. Twice does no harm.</summary>
    void Confirm(SlotName slot);

    /// <summary>Gives up the trial: the next start is of the confirmed slot.</summary>
    void EndTrial();
}
