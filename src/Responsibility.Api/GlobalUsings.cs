global using Responsibility.Api.Divisions;
global using Responsibility.Api.Http;
global using Responsibility.Api.Lifecycle;
