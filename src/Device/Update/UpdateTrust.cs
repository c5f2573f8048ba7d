using Garita.Device.Update.Slots;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update;

/// <summary>What an update asks of the device's trust, and the one thing it tells it.</summary>
/// <param name="Keys">The release keys of the newest trust document, at each call.</param>
/// <param name="Check">Judges a slot with the keys and the epoch floor of the call.</param>
/// <param name="RaiseFloor">Raises the epoch floor, durably; a lower value changes nothing.</param>
public sealed record UpdateTrust(Func<ReleaseKeys> Keys, Func<SlotCheck> Check, Action<uint> RaiseFloor);
