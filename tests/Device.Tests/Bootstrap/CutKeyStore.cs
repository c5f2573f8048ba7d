using System.Security.Cryptography;
using Garita.Device.Keys;
using Garita.Device.Tests.Update;

namespace Garita.Device.Tests.Bootstrap;

/// <summary>A key store on the same power supply: each change is done or not done when the power goes.</summary>
internal sealed class CutKeyStore(IKeyStore store, PowerSupply power) : IKeyStore
{
    public string Protection => store.Protection;

    public bool HasKey => store.HasKey;

    public bool HasEncryptionKey => store.HasEncryptionKey;

    public void CreateKey() => Do(store.CreateKey);

    public void CreateEncryptionKey() => Do(store.CreateEncryptionKey);

    public ECDiffieHellman OpenEncryptionKey() => store.OpenEncryptionKey();

    public ECDsa OpenKey() => store.OpenKey();

    public DeviceCertificates LoadCertificates() => store.LoadCertificates();

    public void SaveCertificates(DeviceCertificates certificates) => Do(() => store.SaveCertificates(certificates));

    private void Do(Action change)
    {
        bool now = power.IsNow();
        if (!now || power.Kind == CutKind.After)
        {
            change();
        }

        if (now)
        {
            throw new PowerCutException();
        }
    }
}
