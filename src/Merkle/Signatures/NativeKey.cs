using System.Runtime.InteropServices;

namespace Garita.Merkle.Signatures;

/// <summary>An EVP_PKEY. OpenSSL zeroes a private key when it is freed.</summary>
internal sealed class NativeKey() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeKey(handle);
        return true;
    }
}
