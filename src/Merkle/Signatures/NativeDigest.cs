using System.Runtime.InteropServices;

namespace Garita.Merkle.Signatures;

/// <summary>An EVP_MD_CTX: the state of one signature or verification.</summary>
internal sealed class NativeDigest() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeDigest(handle);
        return true;
    }
}
