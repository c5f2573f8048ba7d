using System.Net.Http.Json;
using System.Security.Cryptography;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Devices;
using Garita.Device;
using Garita.Device.Directories;
using Garita.Device.Keys;
using Garita.Device.Trust;
using Garita.Device.Update;
using Garita.Device.Update.Agent;
using Garita.Device.Update.Simulation;
using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Encryption;
using Garita.MqttClient.Reconnecting;
using Garita.Pki.Keys;
using Garita.Server.Tests.Releases;
using Garita.TestKit;

namespace Garita.Server.Tests.Updates;

/// <summary>The device SDK against the whole server: a board with two slots, its keys, and its update agent.</summary>
internal sealed class FieldUnit : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly CancellationTokenSource _power = new();
    private Task _life = Task.CompletedTask;

    private FieldUnit(string id) => Id = id;

    public string Id { get; }

    /// <summary>Versions that were started, oldest first. Read it when the power is gone, or before it is there.
    /// </summary>
    public List<string> Started { get; } = [];

    /// <summary>How long it waits for an answer whether an offer is still wanted.</summary>
    public required TimeSpan AnswerTime { get; init; }

    /// <summary>Told of each start.</summary>
    public Action<string>? OnStart { get; set; }

    /// <summary>A device as it leaves the factory, known to the server.</summary>
    public static async Task<FieldUnit> MakeAsync(UpdateHouse house, string id, TimeSpan? answerTime = null)
    {
        FieldUnit unit = new(id) { AnswerTime = answerTime ?? new UpdateAgentOptions().AnswerTime };
        DeviceDirectory files = DeviceDirectory.Create(
            unit._folder.File("device"), new DeviceSettings(id, "localhost", house.Server.Server.MqttEndpoint.Port));
        files.CreateKey();
        using ECDiffieHellman encryption = unit.EncryptionKey();
        AddDeviceRequest request = new(
            id, SigningRequest.CreatePem(files), EncryptionKeyPem: encryption.ExportSubjectPublicKeyInfoPem());
        using HttpResponseMessage response = await house.Server.Api.PostAsJsonAsync(
            "devices", request, ApiJson.Default.AddDeviceRequest);
        response.EnsureSuccessStatusCode();
        DeviceAdded added = (await response.Content.ReadFromJsonAsync(ApiJson.Default.DeviceAdded))!;
        using DeviceCertificates certificates = DeviceCertificates.FromPem(
            added.Certificate.ChainPem, house.Server.ServerRoot.ExportCertificatePem());
        files.SaveCertificates(certificates);

        byte[] first = ImageOf("1.0", ImageBehaviour.Works);
        Directory.CreateDirectory(unit.Board);
        SimulatedBoard.Provision(
            unit.Board, unit.Facts(), house.Maker.Trust(1), Signed(house, first, first, sequence: 1), first);
        return unit;
    }

    /// <summary>Publishes an image for such devices, as it is.</summary>
    public static async Task PublishAsync(UpdateHouse house, string version, ulong sequence, ImageBehaviour behaviour)
    {
        byte[] image = ImageOf(version, behaviour);
        await house.PublishAsync(Signed(house, image, image, sequence), image);
    }

    /// <summary>Publishes an image encrypted; returns what makes key offers for it.</summary>
    public static async Task<ImageEncryptor> PublishEncryptedAsync(UpdateHouse house, string version, ulong sequence)
    {
        byte[] image = ImageOf(version, ImageBehaviour.Works);
        byte[] ciphertext = new byte[image.Length];
        ImageEncryptor encryptor = new();
        encryptor.Encrypt(image, ciphertext);
        await house.PublishAsync(Signed(house, image, ciphertext, sequence), ciphertext);
        return encryptor;
    }

    /// <summary>The content key, wrapped for this device.</summary>
    public byte[] KeyOfferFor(ImageEncryptor encryptor)
    {
        using ECDiffieHellman own = EncryptionKey();
        Assert.Equal(
            KeyRefusal.None, EcPublicKey.TryParse(own.ExportSubjectPublicKeyInfo(), out EcPublicKey? key));
        return KeyOffer.Create(encryptor.Key, ImageEncryptor.Iv.Span, [ContentKeyRecipient.Device(key!)]);
    }

    public void PowerOn(UpdateHouse house)
    {
        BackoffOptions waits = new()
        {
            Initial = TimeSpan.FromMilliseconds(50),
            Longest = TimeSpan.FromMilliseconds(500),
        };
        DeviceOptions connection = DeviceOptions.From(DeviceDirectory.Open(_folder.File("device"))) with
        {
            Host = "127.0.0.1",
            ServerName = "localhost",
            WebSocketPort = house.Server.Server.HttpsEndpoint!.Port,
            Backoff = waits,
        };
        SimulatedDevice device = new(Board, Facts(), connection)
        {
            Booted = board =>
            {
                Started.Add(board.Image!.Version);
                OnStart?.Invoke(board.Image.Version);
            },
            Limits = new UpdateOptions { ProgressBytes = 8 * 1024 },
            Options = new UpdateAgentOptions { BatchBytes = 8 * 1024, Waits = waits, AnswerTime = AnswerTime },
        };
        _life = device.LiveAsync(_power.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _power.CancelAsync();
        try
        {
            await _life;
        }
        catch (OperationCanceledException)
        {
            // The power went in the middle of a step.
        }

        _power.Dispose();
        _folder.Dispose();
    }

    private string Board => _folder.File("board");

    private ECDiffieHellman EncryptionKey() => DeviceDirectory.Open(_folder.File("device")).OpenEncryptionKey();

    private ReleaseGateOptions Facts() => new()
    {
        Vendor = Maker.Vendor,
        Class = Maker.Class,
        SlotSize = 128 * 1024,
        RequireLogProof = false, // the log has tests of its own
        OpenEncryptionKey = EncryptionKey,
    };

    private static byte[] ImageOf(string version, ImageBehaviour behaviour) =>
        new SimulatedImage(version, behaviour).ToBytes(RandomNumberGenerator.GetBytes(60_001));

    private static byte[] Signed(UpdateHouse house, byte[] image, byte[] payload, ulong sequence) =>
        house.Maker.Release(sequence, description => Describe(description, image, payload));

    private static SingleImage Describe(SingleImage description, byte[] image, byte[] payload)
    {
        using ChunkTreeBuilder chunks = new(4096);
        chunks.Append(payload);
        return description with
        {
            Digest = Sha256Digest.Of(image),
            Size = image.Length,
            Chunks = chunks.Finish(),
            Payload = ReferenceEquals(image, payload)
                ? null
                : new(Firmware.Manifests.PayloadKind.EncryptedImage, payload.Length, Sha256Digest.Of(payload)),
        };
    }
}
