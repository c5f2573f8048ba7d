using Garita.Device.Update.Slots;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Boot;

/// <summary>What is started, and why.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Reason">Why this one.</param>
/// <param name="Manifest">What vouches for it.</param>
public sealed record BootChoice(SlotName Slot, BootReason Reason, VerifiedManifest Manifest);
