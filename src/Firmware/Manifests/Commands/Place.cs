namespace Garita.Firmware.Manifests.Commands;

/// <summary>Where a sequence stands: in a section, null for the shared sequence, and how deep.</summary>
internal readonly record struct Place(ManifestSection? Section, int Depth)
{
    /// <summary>One sequence further in.</summary>
    public Place Inside => this with { Depth = Depth + 1 };

    /// <summary>
    /// Whether a command may stand here. The draft keeps effects out of the shared sequence; that validate has none
    /// and that nothing is fetched at boot is ours.
    /// </summary>
    public bool Allows(CommandCode code) => code switch
    {
        CommandCode.Fetch => Section is ManifestSection.PayloadFetch or ManifestSection.Install,
        CommandCode.Copy => Section is ManifestSection.PayloadFetch or ManifestSection.Install or ManifestSection.Load,
        CommandCode.Invoke => Section is ManifestSection.Invoke,
        CommandCode.VendorIdentifier => true,
        CommandCode.ClassIdentifier => true,
        CommandCode.ImageMatch => true,
        CommandCode.ComponentSlot => true,
        CommandCode.SetComponentIndex => true,
        CommandCode.Abort => true,
        CommandCode.TryEach => true,
        CommandCode.OverrideParameters => true,
        CommandCode.DeviceIdentifier => true,
        CommandCode.RunSequence => true,
    };
}
