namespace Garita.Firmware.Delivery;

/// <summary>What may be asked of an <see cref="UpdateState"/>.</summary>
public static class UpdateStates
{
    /// <summary>Whether the attempt is over.</summary>
    public static bool IsFinal(this UpdateState state) => state >= UpdateState.Installed;

    /// <summary>Whether the number belongs to a state.</summary>
    public static bool IsDefined(long number) =>
        number is (>= (long)UpdateState.Downloading and <= (long)UpdateState.Reverting)
            or (>= (long)UpdateState.Installed and <= (long)UpdateState.Refused);
}
