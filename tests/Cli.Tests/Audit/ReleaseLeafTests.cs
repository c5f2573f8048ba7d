using System.Security.Cryptography;
using Garita.AuditLog.Entries;
using Garita.Firmware;
using Garita.Firmware.Trust;
using Garita.Merkle;

namespace Garita.Cli.Tests.Audit;

/// <summary>
/// A device computes a release's leaf without the code of the log, which it does not carry: the two must agree.
/// </summary>
public sealed class ReleaseLeafTests
{
    [Fact]
    public void Leaf_that_a_device_computes_is_the_one_that_the_log_holds()
    {
        byte[] random = RandomNumberGenerator.GetBytes(MerkleHash.Size);
        foreach (byte[] digest in new[] { new byte[MerkleHash.Size], random })
        {
            MerkleHash ofDevice = ReleaseLeaf.Of(new Sha256Digest(digest));

            Assert.Equal(ReleaseEntry.LeafOf(new MerkleHash(digest)), ofDevice);

            // What it is over, spelled out: 0x00 of a leaf (RFC 6962 2.1), 0x01 of a release, the manifest's digest.
            Assert.Equal(SHA256.HashData([0, 1, .. digest]), ofDevice.ToArray());
        }
    }
}
