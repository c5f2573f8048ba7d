using Garita.Firmware;
using Garita.Firmware.Manifests;

namespace Garita.Device.Trust;

/// <summary>
/// An image that was found good, with the keys that vouched for it then: taking a release key out of the trust document
/// stops what it signs from there on, and not the devices that run what it signed before.
/// </summary>
/// <param name="Manifest">Its manifest; the keys vouch for no other one.</param>
/// <param name="Keys">The release keys of the trust document at its confirmation.</param>
public sealed record ConfirmedImage(Sha256Digest Manifest, ReleaseKeys Keys);
