using System.Globalization;
using Garita.Authority.Issuing;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Releases;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Firmware.Delivery;
using Garita.Merkle;

namespace Garita.Server.Storage;

/// <summary>How closed sets are spelled in the database; the CHECK clauses of the schema hold the same words.</summary>
internal static class Words
{
    public static string Of(IdentityKind kind) => kind switch
    {
        IdentityKind.Device => "device",
        IdentityKind.Service => "service",
        IdentityKind.Operator => "operator",
        IdentityKind.Birth => "birth",
    };

    public static string Of(DeviceState state) => state switch
    {
        DeviceState.Active => "active",
        DeviceState.Disabled => "disabled",
        DeviceState.Removed => "removed",
    };

    public static string Of(IssuanceOutcomeKind kind) => kind switch
    {
        IssuanceOutcomeKind.Issued => "issued",
        IssuanceOutcomeKind.SigningFailed => "signing-failed",
        IssuanceOutcomeKind.Mismatched => "mismatched",
        IssuanceOutcomeKind.Abandoned => "abandoned",
    };

    public static DeviceState State(string word) => word switch
    {
        "active" => DeviceState.Active,
        "disabled" => DeviceState.Disabled,
        "removed" => DeviceState.Removed,
        _ => throw Unknown(word),
    };

    /// <summary>Null for what is pending.</summary>
    public static ReleaseState? ReleaseState(string word) => word switch
    {
        "pending" => null,
        "published" => Contracts.Api.Releases.ReleaseState.Published,
        "withdrawn" => Contracts.Api.Releases.ReleaseState.Withdrawn,
        _ => throw Unknown(word),
    };

    public static OfferState OfferState(string word) => word switch
    {
        "offered" => Contracts.Api.Updates.OfferState.Offered,
        "withdrawn" => Contracts.Api.Updates.OfferState.Withdrawn,
        "superseded" => Contracts.Api.Updates.OfferState.Superseded,
        "ended" => Contracts.Api.Updates.OfferState.Ended,
        _ => throw Unknown(word),
    };

    public static DeliveryPath Path(string word) => DeliveryPaths.Find(word) ?? throw Unknown(word);

    public static UpdateState UpdateState(long number) => UpdateStates.IsDefined(number)
        ? (UpdateState)number
        : throw Unknown(number.ToString(CultureInfo.InvariantCulture));

    public static Sha256Digest Digest(string hex) =>
        Sha256Digest.TryParse(hex, out Sha256Digest digest) ? digest : throw Unknown(hex);

    public static MerkleHash Hash(byte[] bytes) =>
        MerkleHash.TryRead(bytes, out MerkleHash hash) ? hash : throw Unknown(Convert.ToHexStringLower(bytes));

    public static Guid Uuid(string text) => Guid.TryParse(text, out Guid uuid) ? uuid : throw Unknown(text);

    /// <summary>An identity as two columns hold it.</summary>
    public static Identity Identity(string kind, string name)
    {
        IdentityKind value = kind switch
        {
            "device" => IdentityKind.Device,
            "service" => IdentityKind.Service,
            "operator" => IdentityKind.Operator,
            "birth" => IdentityKind.Birth,
            _ => throw Unknown(kind),
        };
        return Contracts.Identities.Identity.TryCreate(value, name, out Identity identity)
            ? identity : throw Unknown(name);
    }

    private static StorageException Unknown(string word) =>
        new(StorageFault.Damaged, $"the database holds '{word}', which this program never writes");
}
