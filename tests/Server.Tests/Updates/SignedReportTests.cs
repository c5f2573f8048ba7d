using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.AuditLog.Entries;
using Garita.Firmware.Delivery;
using Garita.MqttClient;
using Garita.Pki.Keys;
using Garita.Server.Updates.Offers;

namespace Garita.Server.Tests.Updates;

/// <summary>
/// What devices sign when an attempt ended is held against their certificates and kept in the audit log.
/// </summary>
public sealed class SignedReportTests
{
    private const string Device = "ABCD1234";
    private const string Other = "OTHER";

    [Fact]
    public async Task Signed_report_is_kept_in_the_audit_log_as_the_device_signed_it()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        await UpdateHouse.ReportAsync(client, Device, Sign(house, house.Status(UpdateState.Installed), Device));

        NoteEntry note = Assert.Single(await NotesAsync(house));
        string[] words = note.Text.Split(' ');
        Assert.Equal(("update.report", "signed", "by"), (words[0], words[2], words[3]));
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(house.HolderOf(Device).Leaf.RawData);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(leaf.RawData)), words[4]);

        // With the certificate alone: what an auditor does.
        Assert.Equal(KeyRefusal.None, EcPublicKey.TryParse(
            leaf.PublicKey.ExportSubjectPublicKeyInfo(), out EcPublicKey? key));
        Assert.Equal(DeliveryRefusal.None, UpdateStatusMessage.TryRead(
            Convert.FromBase64String(words[1]), out UpdateStatusMessage? kept));
        Assert.True(kept!.IsSignedBy(key!, Device));
        Assert.Equal((UpdateState.Installed, house.Release), (kept.State, kept.Manifest));
    }

    [Fact]
    public async Task Report_that_another_key_signed_or_that_was_altered_changes_nothing()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, Other);
        await house.OfferAsync(Device, Other);
        BrokerClient client = await house.ConnectAsync(Device);
        UpdateStatusMessage status = house.Status(UpdateState.Installed);
        UpdateStatusMessage[] wrong =
        [
            status with { Signature = Sign(house, status, Other).Signature },
            status with { Signature = Sign(house, status, Device, Other).Signature },
            status with { Signature = Sign(house, status, Other, Device).Signature },
            Sign(house, status, Device) with { State = UpdateState.RolledBack },
            Sign(house, status with { Attempt = 2 }, Device) with { Attempt = 1 },
        ];
        foreach (UpdateStatusMessage each in wrong)
        {
            await UpdateHouse.ReportAsync(client, Device, each);
        }

        await house.Server.Log.WaitFor("Status of ABCD1234 refused: WrongSignature");
        Assert.Null((await house.FindAsync(Device)).DeviceState);
        Assert.Empty(await NotesAsync(house));
        await UpdateHouse.ReportAsync(client, Device, Sign(house, status, Device));
        Assert.Equal(UpdateState.Installed, (await house.FindAsync(Device)).DeviceState);
    }

    [Fact]
    public async Task Report_without_a_signature_is_taken_and_nothing_is_kept_as_signed()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        await UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Installed));
        Assert.Empty(await NotesAsync(house));
        Assert.Equal(UpdateState.Installed, (await house.FindAsync(Device)).DeviceState);
    }

    [Fact]
    public async Task Signed_report_that_comes_again_is_kept_once()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        UpdateStatusMessage signed = Sign(house, house.Status(UpdateState.Installed), Device);
        for (int i = 0; i < 3; i++)
        {
            await UpdateHouse.ReportAsync(client, Device, signed);
        }

        await house.Server.RestartAsync();
        Assert.Single(await NotesAsync(house));
    }

    private static UpdateStatusMessage Sign(
        UpdateHouse house, UpdateStatusMessage status, string key, string? device = null)
    {
        using ECDsa signer = house.HolderOf(key).Leaf.GetECDsaPrivateKey()!;
        byte[] raw = signer.SignData(
            status.ToBeSigned(device ?? key), HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Assert.True(EcdsaSignature.TryFromRaw(raw, out EcdsaSignature? signature));
        return status.SignedWith(signature);
    }

    private static async Task<List<NoteEntry>> NotesAsync(UpdateHouse house)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while ((await house.Server.Server.Data.Database.ReadAsync(
            db => OfferTable.Unlogged(db, 10), limit.Token)).Count > 0)
        {
            await Task.Yield();
        }

        return house.Server.Server.Publishing.Audit.Read(
            log => log.Read(0, 1000).Select(stored => stored.Entry).OfType<NoteEntry>().ToList());
    }
}
