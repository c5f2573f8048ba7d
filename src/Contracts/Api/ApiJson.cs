using System.Text.Json;
using System.Text.Json.Serialization;
using Garita.Contracts.Api.Audit;
using Garita.Contracts.Api.Bootstrap;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.People;
using Garita.Contracts.Api.Policy;
using Garita.Contracts.Api.Releases;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Api.Status;
using Garita.Contracts.Api.Telemetry;
using Garita.Contracts.Api.Updates;

namespace Garita.Contracts.Api;

/// <summary>
/// How the API's records are written as JSON: camel case, enums as lower-case words, times as RFC 3339, nulls left out.
/// The server holds what it reads to stricter rules: no unknown, missing or repeated member.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(DevicePage))]
[JsonSerializable(typeof(DeviceView))]
[JsonSerializable(typeof(CallerView))]
[JsonSerializable(typeof(IdentityView))]
[JsonSerializable(typeof(TelemetryPoint))]
[JsonSerializable(typeof(AddDeviceRequest))]
[JsonSerializable(typeof(DeviceAdded))]
[JsonSerializable(typeof(SetGroupsRequest))]
[JsonSerializable(typeof(IdentityList))]
[JsonSerializable(typeof(AddIdentityRequest))]
[JsonSerializable(typeof(IdentityAdded))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(AddTokenRequest))]
[JsonSerializable(typeof(TokenAdded))]
[JsonSerializable(typeof(TelemetryPage))]
[JsonSerializable(typeof(SendCommandRequest))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(StateDocument))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(PolicyCheckRequest))]
[JsonSerializable(typeof(PolicyCheckResult))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(ExplainResult))]
[JsonSerializable(typeof(PolicyReloadResult))]
[JsonSerializable(typeof(ServerStatus))]
[JsonSerializable(typeof(ImageView))]
[JsonSerializable(typeof(ImageList))]
[JsonSerializable(typeof(PublishReleaseRequest))]
[JsonSerializable(typeof(ReleaseView))]
[JsonSerializable(typeof(ReleasePage))]
[JsonSerializable(typeof(SignedManifest))]
[JsonSerializable(typeof(InstallTrustRequest))]
[JsonSerializable(typeof(TrustView))]
[JsonSerializable(typeof(TrustList))]
[JsonSerializable(typeof(AuditLogView))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(ConsistencyView))]
[JsonSerializable(typeof(AddCosignatureRequest))]
[JsonSerializable(typeof(OfferUpdateRequest))]
[JsonSerializable(typeof(UpdateOffered))]
[JsonSerializable(typeof(WithdrawUpdateRequest))]
[JsonSerializable(typeof(UpdateWithdrawn))]
[JsonSerializable(typeof(UpdateView))]
[JsonSerializable(typeof(UpdatePage))]
[JsonSerializable(typeof(CreateRolloutRequest))]
[JsonSerializable(typeof(ApproveRequest))]
[JsonSerializable(typeof(RolloutView))]
[JsonSerializable(typeof(RolloutList))]
[JsonSerializable(typeof(RolloutPreview))]
[JsonSerializable(typeof(WhyView))]
[JsonSerializable(typeof(ApprovalRules))]
[JsonSerializable(typeof(ApprovalChangeView))]
[JsonSerializable(typeof(AddBatchRequest))]
[JsonSerializable(typeof(BatchList))]
[JsonSerializable(typeof(BirthKit))]
[JsonSerializable(typeof(AddBootstrapDeviceRequest))]
[JsonSerializable(typeof(ApproveKeyRequest))]
[JsonSerializable(typeof(WaitingKeys))]
public sealed partial class ApiJson : JsonSerializerContext;
