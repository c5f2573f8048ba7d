using Garita.Device.Update.Records;
using Garita.Device.Update.Slots;
using Garita.Durable;

namespace Garita.Device.Update.Boot;

/// <summary>
/// The boot state in two copies, for a boot loader that reads it itself. <see cref="Read"/> returns null when neither
/// copy is whole; the boot loader then looks at the slots.
/// </summary>
/// <remarks>Four bytes: confirmed slot, slot on trial, attempts left, slot given up; 255 for no slot.</remarks>
public sealed class BootRecord(IStorageRegion region)
{
    /// <summary>Bytes that the record's region needs.</summary>
    public static readonly long RegionLength = TwinRecord.LengthFor(Length);

    private const int Length = 4;
    private const byte NoSlot = 255;

    private readonly TwinRecord _record = new(region, Length);

    /// <summary>What is recorded; null where no copy is whole.</summary>
    public BootState? Read() => _record.Read() is [var confirmed, var trial, var attempts, var givenUp]
        && SlotOf(confirmed) is { } slot
            ? new BootState(slot, SlotOf(trial), attempts, SlotOf(givenUp))
            : null;

    /// <summary>Records what happens at the next start, in one atomic write.</summary>
    public void Write(BootState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(state.AttemptsLeft);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(state.AttemptsLeft, byte.MaxValue);
        _record.Write(
            [(byte)state.Confirmed, ByteOf(state.Trial), (byte)state.AttemptsLeft, ByteOf(state.GivenUp)]);
    }

    private static SlotName? SlotOf(byte written) => written switch
    {
        (byte)SlotName.A => SlotName.A,
        (byte)SlotName.B => SlotName.B,
        _ => null,
    };

    private static byte ByteOf(SlotName? slot) => slot is { } name ? (byte)name : NoSlot;
}
